"""The page at the platform's own host."""
