"""What helps to write a text, and what tells whether it is complete."""
