"""Two people at one visit: who else is there, and what they wrote since."""
