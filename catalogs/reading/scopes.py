"""For whom is an item disclosed (公开范围), as far as the cell says so?

A word that names one circle of readers is certain. Alternatives (`党内或校内`) are not: somebody has to say which one
holds, or when. A blank between two circles (`校内 一定范围`) may join or narrow, so that is left to a person too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Scope
from catalogs.reading.cells import Found, split

_WORDS: Mapping[Scope, tuple[str, ...]] = {
    Scope.SOCIETY: (
        *("社会", "全社会", "社会公众", "公众", "社会各界", "校外", "院外", "党外", "村外"),
        *("校内外", "院内外", "单位内外", "厂内外", "村内外"),
    ),
    Scope.PARTY: ("全党", "全体党员"),
    Scope.UNIT: (
        *("党内", "党员", "党内党员"),  # inside the unit's own party organisation (DOMAIN section 6)
        *("校内", "院内", "本单位", "单位内", "单位内部", "局内", "厂内", "村内", "机关内", "内部"),
        *("全校", "全院", "全局", "全厂", "本校", "本院", "本局", "全体职工", "全体教职工", "全体师生"),
    ),
    Scope.AUDIENCE: (
        *("一定范围", "特定范围", "特定群体", "特定对象", "相关人员", "有关人员"),
        *("党内一定范围", "校内一定范围", "院内一定范围", "单位内一定范围", "内部一定范围"),
    ),
    Scope.PERSON: ("申请人", "本人", "当事人", "申请人本人"),
}
_BY_WORD: Mapping[str, tuple[Scope, ...]] = {
    **{word: (scope,) for scope, words in _WORDS.items() for word in words},
    "党内外": (Scope.UNIT, Scope.SOCIETY),
}
_FRAME = re.compile(r"^(面?向|对)|(范围内)?(公开|公布|公示)$")
_JOINED = re.compile(r"[和及与]")
_TICKED = frozenset("√✓✔☑■●是")


def read(text: str) -> Found:
    """Return the scopes that a cell names for certain."""
    found = Found()
    for part in split(text):
        scopes = _scopes_of(part)
        if scopes:
            found.add(*scopes)
        elif "或" in part:
            found.doubt(
                part,
                "scope.alternative",
                _("“%(value)s”有两种以上可能，没有读取。请选定公开范围。") % {"value": part},
            )
        elif " " in part and all(_scopes_of(piece) for piece in part.split()):
            found.doubt(
                part,
                "scope.unseparated",
                _("“%(value)s”中间没有顿号，分不清是并列还是限定，没有读取。请选定公开范围。") % {"value": part},
            )
        else:
            found.doubt(
                part, "scope.unknown", _("不认识公开范围“%(value)s”，没有读取。请选定公开范围。") % {"value": part}
            )
    return found


def of_ticks(to_society: str, to_audience: str) -> Found:
    """Return the scopes of the national layout, where one column is ticked and the other ticked or written out."""
    found = Found()
    if to_society.strip() in _TICKED:
        found.add(Scope.SOCIETY)
    elif to_society:
        found.doubt(
            to_society, "scope.unknown", _("不认识“%(value)s”，没有读取。请选定公开范围。") % {"value": to_society}
        )
    if to_audience:
        found.add(Scope.AUDIENCE)
        if to_audience.strip() not in _TICKED:
            found.doubt(
                to_audience,
                "scope.audience_named",
                _("已读为“一定范围”。请核对这个范围是谁：%(value)s。") % {"value": to_audience},
            )
    return found


def _scopes_of(part: str) -> tuple[Scope, ...]:
    """Return the scopes of a part, if each of its words is known: `向社会公开`, `党内和社会`."""
    known: list[Scope] = []
    for word in _JOINED.split(part):
        bare = _FRAME.sub("", _FRAME.sub("", word.strip()))
        if bare not in _BY_WORD:
            return ()
        known.extend(_BY_WORD[bare])
    return tuple(known)
