"""The ledger (公开账本): per tenant an append-only chain of what was done to public records; anyone can verify it."""
