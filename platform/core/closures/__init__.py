"""The days on which one tenant differs from the country's calendar: local days off and local make-up days."""
