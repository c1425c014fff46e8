"""Through whose hands a text goes, and how those decide: chains, rounds, offices, opinions."""
