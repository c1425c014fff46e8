"""Which visit is this: of whom, on which device, at which tenant?

The session engine (`settings.SESSION_ENGINE`). Rows live in the tenant's schema, so another tenant has no such row; the
tenant's id is signed into the content as well, so that not even a copied row opens anything elsewhere. What the list
of devices shows is kept in the session itself and repeated in columns when it is saved.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.translation import gettext_lazy as _

from accounts.models import Session
from tenants import current

SIGN_IN = "sign_in"
TENANT = "tenant"
SEEN_EVERY = datetime.timedelta(minutes=5)
"""How stale “last used” may be: a session is written at most this often by mere reading."""

_BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    (_("微信"), r"MicroMessenger/"),
    (_("360浏览器"), r"QIHU|360SE|360EE"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    (_("鸿蒙"), r"HarmonyOS|OpenHarmony"),
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


_KEY = re.compile(rf"[{VALID_KEY_CHARS}]{{32}}")


class SessionStore(DatabaseStore):
    """Sessions of the tenant that is being served."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the tenant's own table."""
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        """Tell whether we may have given this key; a cookie can hold what the database cannot even be asked for."""
        return _KEY.fullmatch(key or "") is not None

    def encode(self, session_dict: Mapping[str, Any]) -> str:
        """Sign the content together with the tenant's id."""
        return super().encode({**session_dict, TENANT: str(current.tenant().public_id)})

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return the content, or nothing when it was signed for another tenant."""
        content: dict[str, Any] = super().decode(session_data)
        if content.get(TENANT) != str(current.tenant().public_id):
            return {}
        return content

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        """Return the row, its columns filled from what the session says of its sign-in."""
        row: Session = super().create_model_instance(dict(data))  # type: ignore[assignment]  # typed as the abstract row
        mark = data.get(SIGN_IN)
        if mark and data.get(SESSION_KEY):
            row.user_id = int(data[SESSION_KEY])
            row.public_id = uuid.UUID(mark["id"])
            row.device = mark["device"]
            row.address = mark["address"]
            row.signed_in_at = datetime.datetime.fromisoformat(mark["at"])
            row.last_seen_at = datetime.datetime.fromisoformat(mark["seen_at"])
        return row


def mark_sign_in(session: SessionBase, *, user_agent: str, address: str | None, at: datetime.datetime) -> None:
    """Note in a session that has just been opened on which device it was, for the list of devices."""
    session[SIGN_IN] = {
        "id": str(uuid.uuid4()),
        "device": device_label(user_agent),
        "address": address,
        "at": at.isoformat(),
        "seen_at": at.isoformat(),
    }


def mark_seen(session: SessionBase, *, at: datetime.datetime) -> None:
    """Move “last used”, and with it the end of the session, at most every few minutes."""
    mark = session.get(SIGN_IN)
    if mark and at - datetime.datetime.fromisoformat(mark["seen_at"]) >= SEEN_EVERY:
        session[SIGN_IN] = {**mark, "seen_at": at.isoformat()}


def device_label(user_agent: str) -> str:
    """Return browser and system in words: “Chrome · Windows”."""
    named = [
        next((name for name, pattern in known if re.search(pattern, user_agent)), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(str(name) for name in named if name) or str(_("其他设备"))
