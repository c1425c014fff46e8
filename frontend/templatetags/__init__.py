"""Template tags of the front end: `{% load gk %}`."""
