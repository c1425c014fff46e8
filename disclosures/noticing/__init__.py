"""Public notice and pre-disclosure: for how long at least, who objects, and how it closes."""
