"""The demo: two example organisations with people, catalogs and disclosures, made by the same actions as users'."""
