"""How are Chinese texts found by their words? Segmented alike when they are stored and when they are asked for."""
