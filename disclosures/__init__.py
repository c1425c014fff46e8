"""What a unit discloses: drafted, reviewed, approved, published as approved, and read by those whom its scope names."""
