"""In-app notices and their e-mail, each sent once per cause."""
