"""Plans to disclose what no catalog names."""
