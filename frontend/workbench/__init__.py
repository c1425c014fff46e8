"""The catalog workbench: what a unit owes and where it comes from, and how catalogs are written and published."""
