"""What must a drafter know of the item, and what is still missing from the text?"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs import kinds
from catalogs.effective import EffectiveItem
from catalogs.kinds import Scope
from catalogs.models import Item
from core.errors import Text
from disclosures.kinds import OFFERED_SCOPES
from disclosures.models import Disclosure, OutsidePlan
from disclosures.writing import checks, completeness, pictures
from frontend import pieces, words
from hierarchy.models import Unit

READERS: dict[str, Text] = {
    Scope.SOCIETY: gettext_lazy("任何人都能看到，不用登录"),
    Scope.PARTY: gettext_lazy("本系统内有任职的人员，登录后能看到"),
    Scope.UNIT: gettext_lazy("本单位和下级单位的人员，登录后能看到"),
    Scope.AUDIENCE: gettext_lazy("只有名单上的人员、单位和任职能看到"),
    Scope.PERSON: gettext_lazy("只有申请人一个人能看到"),
}
CONDITIONS: dict[str, Text] = {
    "title": gettext_lazy("标题已写"),
    "item": gettext_lazy("公开事项在本单位现行目录里"),
    "scope": gettext_lazy("公开范围没有超出目录的规定"),
    "body": gettext_lazy("正文已写"),
}


def scopes_of(item: Item | None, plan: OutsidePlan | None = None) -> list[tuple[str, str]]:
    """Return the scopes that may be chosen for an item as it holds, widest first, each with who reads it then.

    What follows a plan outside the catalog goes no further than that.
    """
    widest = Scope(plan.scope) if plan else kinds.widest(item.scopes) if item else None
    fitting = [each for each in OFFERED_SCOPES if widest is None or kinds.width(each) <= kinds.width(widest)]
    return [(each.value, _("%s：%s") % (each.label, READERS[each])) for each in reversed(fitting)]


def first_scope(item: Item) -> str:
    """Return the scope to begin with: the narrowest that the item names, else the narrowest that needs no list."""
    named = [each for each in OFFERED_SCOPES if each in item.scopes]
    offered = [value for value, _label in scopes_of(item)]
    unlisted = [value for value in offered if kinds.width(value) >= kinds.width(Scope.UNIT)]
    return named[0].value if named else next(iter(unlisted[-1:] or offered[-1:]), "")


def checks_of(disclosure: Disclosure, entry: EffectiveItem | None) -> list[pieces.Check]:
    """Return what is checked before a text is handed in, what is missing with a link to its field.

    `entry` is the text's item as it holds at the unit.
    """
    found = completeness.lacking(disclosure, entry)
    rows = []
    for name, met in CONDITIONS.items():
        if name in found:
            reason = " ".join(str(problem.reason) for problem in found[name])
            rows.append(pieces.Check(reason, met=False, path=f"#{_field_id(name)}", link=_("去补写")))
        elif name == "item" and disclosure.plan is not None:
            rows.append(pieces.Check(_("目录外公开方案已同意"), met=True))
        elif name != "scope" or disclosure.item is not None:
            rows.append(pieces.Check(met, met=True))
    return rows


def missing(conditions: Iterable[pieces.Check]) -> int:
    """Return how many conditions are not met."""
    return sum(not condition.met for condition in conditions)


def advice_of(disclosure: Disclosure, item: Item | None) -> list[checks.Finding]:
    """Return what would make the text better, without which it can be handed in all the same."""
    return checks.advice(disclosure, item=item, attachments=pictures.listed(disclosure))


def rules_of(item: Item, *, unit: Unit, effective: EffectiveItem | None) -> list[pieces.Fact]:
    """Return what the catalog says about an item, as a clerk reads it."""
    rows = [
        pieces.Fact(_("目录"), item.category.title, was=_("来自%s") % effective.origin_unit.name if effective else ""),
        pieces.Fact(_("公开要求"), item.get_obligation_level_display()),
        pieces.Fact(_("内容要素"), item.elements),
        pieces.Fact(_("公开时限"), _time_of(item), was=item.due_rule),
        pieces.Fact(_("公开范围"), words.listing(Scope(scope).label for scope in item.scopes)),
        pieces.Fact(_("公开形式"), words.listing(item.channels)),
        pieces.Fact(_("责任科室"), words.listing(item.departments)),
        pieces.Fact(_("公示天数"), _("不少于%d天") % item.notice_days if item.notice_days else ""),
        pieces.Fact(_("公开先后"), _("先党内，后党外") if item.inside_first else ""),
        pieces.Fact(_("过程"), _("过程和结果都公开") if item.shows_process else ""),
        pieces.Fact(_("公开依据"), item.basis),
    ]
    return [row for row in rows if row.value]


def catalog_path(unit: Unit) -> str:
    """Return where the unit's catalog is read."""
    return f"{reverse('portal:catalog')}?{urlencode({'unit': str(unit.public_id)})}"


def _time_of(item: Item) -> str:
    parts = [item.get_time_mode_display() if item.time_mode else "", item.get_period_display() if item.period else ""]
    return "，".join(part for part in parts if part)


def _field_id(name: str) -> str:
    return "id_scope_0" if name == "scope" else f"id_{name}"
