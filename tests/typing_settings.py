"""Which settings does the type checker read? The real ones, with an environment that needs no database."""

import os

os.environ.setdefault("GONGKAI_SECRET_KEY", "only-for-type-checking")
os.environ.setdefault("GONGKAI_DATABASE_URL", "postgresql://nobody@localhost/none")

from config.settings import *  # noqa: F403  (the environment comes first)
