"""By which channels is an item disclosed, and which departments answer for it?

Departments are separated by signs or by a blank (`组织部 人事处`): Chinese names hold none, and blanks between single
characters only widen a name (`人 事 处`). A name that is the sum of two others of the same file (`纪委组织部`) may be
one department or two, and a collective (`各职能部门`) names none: both are left to a person. A name written the same
way in several rows is taken to be one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from catalogs.reading.cells import Found, split

MAX_CHANNEL = 60
MAX_DEPARTMENT = 100

_BOXES = re.compile(r"([■☑☒√✓✔●□☐○])\s*([^■☑☒√✓✔●□☐○]+)")
_EMPTY_BOXES = frozenset("□☐○")
_AND_OTHERS = re.compile(r"(等|等形式|等方式|等渠道|等载体)$")
_COLLECTIVE = re.compile(r"各|有关|相关|所有|全体|其他")
_SUFFIX = "部|处|科|室|办|局|委|院|中心|会|组|站|所|队|团|馆|系|校|厅|支部|总支"
_TWO = re.compile(rf"(.{{1,30}}(?:{_SUFFIX}))[和及与](.{{1,30}}(?:{_SUFFIX}))")


def channels(text: str) -> Found:
    """Return the channels (公开形式); where boxes are printed, those that are ticked."""
    found = Found()
    boxes = _BOXES.findall(text)
    pieces = [name for box, name in boxes if box not in _EMPTY_BOXES] if boxes else [text]
    for part in (part for piece in pieces for part in split(piece)):
        for word in part.split():
            name = _AND_OTHERS.sub("", word)
            if len(name) > MAX_CHANNEL:
                found.doubt(
                    name,
                    "channel.too_long",
                    _("公开形式超过 %(most)d 个字，没有读取。请改短。") % {"most": MAX_CHANNEL},
                )
            elif name:
                found.add(name)
    return found


class Departments:
    """The departments of one file: what is one name and what is two shows by comparing its rows."""

    def __init__(self, cells: Iterable[str]) -> None:
        self.counts = Counter(name for cell in cells for name in _names(cell))

    def read(self, text: str) -> Found:
        """Return the departments (责任单位) that a cell names for certain."""
        found = Found()
        for name in _names(text):
            if "或" in name:
                found.doubt(
                    name,
                    "department.alternative",
                    _("“%(value)s”有两种以上可能，没有读取。请选定责任单位。") % {"value": name},
                )
            elif _COLLECTIVE.search(name):
                found.doubt(
                    name,
                    "department.collective",
                    _("“%(value)s”没有写明是哪个单位，没有读取。请逐个写出责任单位。") % {"value": name},
                )
            elif parts := self._sum(name):
                found.doubt(
                    name,
                    "department.unseparated",
                    _("“%(value)s”可能是“%(first)s”和“%(second)s”两个单位，没有读取。请用顿号隔开或改正。")
                    % {"value": name, "first": parts[0], "second": parts[1]},
                )
            elif len(name) > MAX_DEPARTMENT:
                found.doubt(
                    name,
                    "department.too_long",
                    _("责任单位超过 %(most)d 个字，没有读取。请改短。") % {"most": MAX_DEPARTMENT},
                )
            else:
                found.add(name)
        return found

    def _sum(self, name: str) -> tuple[str, str] | None:
        """Return the two names of the file that a name written only once is put together from."""
        if self.counts[name] > 1:
            return None
        for place in range(2, len(name) - 1):
            first, second = name[:place], name[place:]
            if first in self.counts and second in self.counts:
                return first, second
        return None


def _names(text: str) -> list[str]:
    names: list[str] = []
    for part in split(text):
        pieces = part.split()
        if all(len(piece) == 1 for piece in pieces):
            pieces = ["".join(pieces)]
        for piece in pieces:
            two = _TWO.fullmatch(piece)
            names.extend(two.groups() if two else [piece])
    return names
