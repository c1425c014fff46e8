"""Pages where administrators keep people, their posts and their access."""
