"""With which names does one sign in to the demo? Known before Django loads, as they are printed."""

from __future__ import annotations

PASSWORD = "gongkai-demo-2026"  # noqa: S105  (printed to everybody; opens nothing outside demo mode, see hashing)
OPERATOR = "operator"
USERNAMES = ("admin", "clerk", "secrecy", "leader", "superior", "inspector", "supervisor", "member")
