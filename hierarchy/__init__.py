"""The tree of units of one tenant: as it is, as it was, and as it will be."""
