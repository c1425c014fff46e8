"""Pages on which a catalog is rolled out to the units below, and on which a unit takes it up."""
