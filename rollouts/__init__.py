"""Rolling an edition of a catalog out to the units of a subtree, and following how far they are."""
