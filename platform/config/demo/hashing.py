"""How are the demo's passwords kept? Under a hasher that exists in demo mode alone.

Outside of it Django cannot read such a hash and refuses the sign-in: a database that was made as a demo and is served
in earnest lets nobody in with the printed password. Few rounds, as the password is known anyhow.
"""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoHasher(PBKDF2PasswordHasher):
    """Salted PBKDF2 with few rounds, under a name of its own."""

    algorithm = "gongkai_demo"
    iterations = 1000
