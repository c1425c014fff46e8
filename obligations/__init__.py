"""What each unit owes, by when, and whether it was done."""
