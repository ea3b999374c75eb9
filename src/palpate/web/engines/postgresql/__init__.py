"""PostgreSQL that knows which clinic it is asked for."""
