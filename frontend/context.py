"""What does every page know? Whose site, which day, which reader, which rooms, and how much waits for her.

Everything is worked out only when a template asks, so that a page of an error asks the database nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import inbox
from core.errors import Text
from core.notifications.models import Notification
from frontend import preferences, words


@dataclass(frozen=True)
class Room:
    """A room of the house: its name, the address of its first page, who sees it, what belongs to it."""

    route: str
    label: Text
    icon: str = ""
    permission: str = ""
    also: tuple[str, ...] = ()
    """Routes of pages elsewhere that are found from this room."""


@dataclass(frozen=True)
class NavItem:
    """A link of the navigation; `current` is the value of `aria-current`."""

    label: Text
    path: str
    icon: str = ""
    current: str = ""
    count: int = 0


@dataclass(frozen=True)
class NavGroup:
    """Links that belong together."""

    label: Text
    items: list[NavItem]


@dataclass(frozen=True)
class Language:
    """A language that the pages speak: its code, its tag in HTML and its own name."""

    code: str
    html: str
    name: str


CHINESE = Language("zh-hans", "zh-CN", "中文")
ENGLISH = Language("en", "en", "English")

PORTAL = (
    Room("portal:home", gettext_lazy("首页")),
    Room("portal:catalog", gettext_lazy("公开目录")),
    Room("portal:units", gettext_lazy("党组织")),
    Room("portal:disclosures", gettext_lazy("公开信息")),
    Room("portal:public_notices", gettext_lazy("正在公示")),
)
WORKSPACE = (
    (
        gettext_lazy("日常"),
        (
            Room("work:inbox", gettext_lazy("我的待办"), "inbox"),
            Room("work:disclosures", gettext_lazy("公开信息"), "file-text", also=("work:plans", "work:templates")),
            Room("work:obligations", gettext_lazy("应公开任务"), "list-check"),
            Room("work:calendar", gettext_lazy("公开日历"), "calendar-due"),
            Room("work:approvals", gettext_lazy("审查审批"), "checks"),
        ),
    ),
    (
        gettext_lazy("目录与组织"),
        (
            Room("work:catalog", gettext_lazy("公开目录"), "list-details"),
            Room("work:rollouts", gettext_lazy("目录推行"), "route", "disclosures.inspect"),
            Room("work:units", gettext_lazy("党组织"), "sitemap"),
            Room("people:list", gettext_lazy("人员与岗位"), "users", "people.manage"),
            Room("work:chains", gettext_lazy("审批链"), "git-branch", "units.manage"),
            Room("work:publication_rules", gettext_lazy("公开规则"), "clock", "units.manage"),
            Room("work:notice_rules", gettext_lazy("公示天数"), "calendar-event", "units.manage"),
            Room("work:closures", gettext_lazy("放假和调休"), "calendar-event", "units.manage"),
        ),
    ),
    (
        gettext_lazy("监督"),
        (
            Room("work:overview", gettext_lazy("总览"), "layout-grid", "disclosures.inspect"),
            Room("work:register", gettext_lazy("登记簿"), "book"),
            Room("work:archive", gettext_lazy("归档"), "archive"),
            Room("work:audit", gettext_lazy("操作记录"), "history", "audit.read"),
        ),
    ),
)


class Shell:
    """What surrounds the content of one page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.here = request.get_full_path()
        self.large = preferences.is_large(request)
        self._actor: Any = getattr(request, "actor", None)

    @cached_property
    def tenant_name(self) -> str:
        """The organisation whose site this is; empty where the address belongs to none."""
        return str(getattr(getattr(self._request, "tenant", None), "name", ""))

    @cached_property
    def site_name(self) -> str:
        """The name of the portal."""
        return _("%(tenant)s党务公开") % {"tenant": self.tenant_name} if self.tenant_name else ""

    @cached_property
    def workspace_name(self) -> str:
        """The name of the workspace."""
        return _("%(tenant)s公开工作台") % {"tenant": self.tenant_name}

    @cached_property
    def today(self) -> datetime.date:
        """The local day."""
        return timezone.localdate()

    @property
    def today_words(self) -> str:
        """2026年11月20日　星期五."""
        return f"{words.date(self.today, full=True)}　{words.weekday(self.today)}"

    @property
    def language(self) -> Language:
        """The language of this page."""
        return ENGLISH if (translation.get_language() or "").startswith("en") else CHINESE

    @property
    def other_language(self) -> Language:
        """The language that the switch leads to."""
        return CHINESE if self.language is ENGLISH else ENGLISH

    @property
    def html_language(self) -> str:
        """The value of the `lang` attribute."""
        return self.language.html

    @cached_property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in; outside of a tenant nobody ever is."""
        return bool(self.tenant_name) and getattr(self._actor, "user_id", None) is not None

    @property
    def actor_label(self) -> str:
        """Who is signed in, as colleagues know her."""
        return str(self._actor.title) if self.is_signed_in else ""

    @property
    def home_path(self) -> str:
        """The first page of the portal."""
        return path_of("portal:home") or "/"

    @property
    def workspace_path(self) -> str:
        """The first page of the workspace."""
        return path_of("work:inbox") or "/"

    @property
    def sign_in_path(self) -> str:
        """Where staff sign in; they come back to this page."""
        path = path_of("account:sign_in")
        return f"{path}?{urlencode({'next': self.here})}" if path else ""

    @property
    def portal_nav(self) -> list[NavItem]:
        """The rooms of the portal."""
        return [item for room in PORTAL if (item := self._item(room))]

    @property
    def work_nav(self) -> list[NavGroup]:
        """The rooms of the workspace that are this person's business."""
        groups = (NavGroup(label, [item for room in rooms if (item := self._item(room))]) for label, rooms in WORKSPACE)
        return [group for group in groups if group.items]

    @cached_property
    def inbox_count(self) -> int:
        """How many things wait for this person."""
        return inbox.count_for(self._actor, on=self.today) if self.is_signed_in else 0

    @cached_property
    def unread_count(self) -> int:
        """How many notices this person has not opened yet."""
        return Notification.objects.unread_of(self._actor).count() if self.is_signed_in else 0

    def _item(self, room: Room) -> NavItem | None:
        """Return the link to a room, or nothing where there is no such room or it is closed to this person."""
        path = path_of(room.route)
        if not path or (room.permission and not self._holds(room.permission)):
            return None
        count = self.inbox_count if room.route == "work:inbox" else 0
        return NavItem(room.label, path, room.icon, self._current(path) or self._among(room.also), count)

    def _holds(self, permission: str) -> bool:
        return self.is_signed_in and bool(self._actor.has(permission))

    def _among(self, routes: tuple[str, ...]) -> str:
        paths = tuple(path for route in routes if (path := path_of(route)))
        return "true" if self._request.path.startswith(paths) else ""

    def _current(self, path: str) -> str:
        here = self._request.path
        if here == path:
            return "page"
        is_first_page = path in (self.home_path, self.workspace_path)
        return "true" if here.startswith(path) and not is_first_page else ""


def path_of(route: str) -> str:
    """Return the address of a room, or nothing while the house has no such room."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give every template its surroundings as `shell`."""
    return {"shell": Shell(request)}
