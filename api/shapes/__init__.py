"""How do rows look in answers? One module per subject; nothing here is ever read from a caller."""
