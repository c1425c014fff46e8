"""Where what is public reaches people: boards, meetings, feeds, letters."""
