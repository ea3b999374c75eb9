"""What crosses to other people's systems."""
