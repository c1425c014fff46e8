"""Machinery that knows nothing of disclosure."""
