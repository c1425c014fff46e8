"""What units owe by when: lists, the calendar, the overview, and what is asked and registered about it."""
