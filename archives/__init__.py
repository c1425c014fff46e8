"""What was disclosed, kept and handed on: registers, open data."""
