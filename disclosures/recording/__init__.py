"""What of disclosures stands in the ledger, and whether both still agree."""
