"""How are documents of word processors read? As text with its structure, and with a list of what was left behind."""
