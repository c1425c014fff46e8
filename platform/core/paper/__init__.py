"""How does something become a .pdf that prints the same in every office? See `core.paper.printing`."""
