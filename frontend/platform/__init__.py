"""Pages at the platform's own host: the demo's front page, and the console of the platform's operators."""
