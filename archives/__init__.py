"""What was disclosed, kept and handed on: registers, yearly boxes, open data."""
