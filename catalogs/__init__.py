"""What must be disclosed: catalogs, their versions, and what of them holds at each unit."""
