"""What else does a text rest on that is being written or decided: the text that it refers to, its plan, its notice?

Who decides on a change, and who publishes a result, is shown what it says otherwise than the original or the text that
was on notice: a text on its own would hide it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from core.errors import Text
from disclosures.kinds import ISSUED_STATES, Relation
from disclosures.models import Disclosure
from disclosures.noticing import duties
from disclosures.plans import policies
from frontend import pieces, words
from frontend.portal import listing
from frontend.work import comparing
from frontend.work.comparing import Comparison

LAST, ORIGINAL, PLAIN = "last", "original", "text"
"""What `?show=` may ask for: beside the last round, beside the original, or the text alone."""


@dataclass(frozen=True)
class View:
    """One way to read the text: beside another one, with what that is called."""

    key: str
    heading: Text
    comparison: Comparison


def original_of(found: Disclosure, actor: Actor) -> Disclosure | None:
    """Return the text that one refers to, where this person sees it; two queries, none for a text that refers to none.

    Of what is published the public record says it (`portal.afterwards`).
    """
    if found.refers_to_id is None or found.state in ISSUED_STATES:
        return None
    rows = Disclosure.objects.visible_to(actor).for_detail().select_related("notice")
    return rows.filter(pk=found.refers_to_id).first()


def facts(found: Disclosure, original: Disclosure | None, actor: Actor) -> list[pieces.Fact]:
    """Return what the text refers to and why, which plan it follows, and how long it is to be on notice."""
    return [*_reference(found, original), *_plan(found, actor), *_notice(found)]


def views(found: Disclosure, original: Disclosure | None) -> list[View]:
    """Return beside what the text can be read, the most telling first."""
    last = comparing.with_last_round(found)
    ways = [View(LAST, _("与上一次对照"), last)] if last else []
    beside = _beside(found, original) if original is not None else None
    return [*ways, beside] if beside else ways


def chosen(ways: list[View], wanted: str) -> View | None:
    """Return the way that was asked for, else the first; None for the text alone."""
    if wanted == PLAIN:
        return None
    return next((each for each in ways if each.key == wanted), next(iter(ways), None))


def _beside(found: Disclosure, original: Disclosure) -> View | None:
    is_result = comparing.is_result(found, original)
    if not is_result and found.relation not in (Relation.AMENDS, Relation.REPUBLISHES):
        return None
    comparison = comparing.compared(
        comparing.at_work(original),
        comparing.at_work(found),
        before_title=comparing.title_of(original, on_notice=is_result),
        after_title=_("这一稿"),
    )
    return View(ORIGINAL, _("与公示稿对照") if is_result else _("与原公开信息对照"), comparison)


def _reference(found: Disclosure, original: Disclosure | None) -> Iterator[pieces.Fact]:
    if found.refers_to_id is None or found.state in ISSUED_STATES:
        return
    label = Relation(found.relation).label
    if original is None:
        yield pieces.Fact(label, _("原公开信息已撤下，只有检查人员看得见"))
    else:
        number = f"{original.index_no or ''}　{original.get_state_display()}"
        yield pieces.Fact(label, original.title, listing.path_of(original), number)
    yield pieces.Fact(_("理由"), found.relation_reason)


def _plan(found: Disclosure, actor: Actor) -> Iterator[pieces.Fact]:
    if found.plan is None:
        return
    path = reverse("work:plan", args=[found.plan.public_id]) if policies.view(actor, found.plan) else ""
    days = {"first": words.date(found.plan.from_on, full=True), "last": words.date(found.plan.until_on, full=True)}
    yield pieces.Fact(_("目录外公开方案"), found.plan.title, path, _("%(first)s至%(last)s") % days)


def _notice(found: Disclosure) -> Iterator[pieces.Fact]:
    notice = duties.of(found)
    if notice is None or found.state in ISSUED_STATES:
        return
    terms = [
        _("%(days)s天（%(counted)s）：%(source)s")
        % {"days": term.days, "counted": term.counted.label, "source": term.source}
        for term in duties.terms_of(notice)
    ]
    path = reverse("work:public_notice", args=[found.public_id])
    yield pieces.Fact(_("公开后先公示"), str(notice.get_kind_display()), path, _("；").join(terms))
