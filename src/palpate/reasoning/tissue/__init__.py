"""Which structure is impaired, how sure, and why: from motion, pain, touch and the kinetic chain."""
