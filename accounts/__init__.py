"""People of a tenant, the posts that they hold, and how they sign in."""
