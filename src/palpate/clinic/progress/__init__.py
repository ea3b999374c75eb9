"""Progress towards each goal."""
