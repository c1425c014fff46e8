"""What does the page of a disclosure say that was changed, ended, merged or referred to since it was published?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from channels import queries
from core import clock, errors
from core.errors import Text
from disclosures.afterwards import absences, relations
from disclosures.afterwards.relations import Related
from disclosures.kinds import ISSUED_STATES, PUBLIC_STATES, Relation, State
from disclosures.models import Disclosure
from frontend import kept, pieces, visits, words
from frontend.portal import listing, units
from frontend.work import comparing

MERGED = "merged"
"""The parameter by which an old address says which merged text led here."""


@dataclass(frozen=True)
class Notice:
    """One message on top of the text, with where it leads."""

    kind: str
    text: Text
    path: str = ""
    label: Text = ""


def find(request: visits.Visit, public_id: uuid.UUID) -> Disclosure:
    """Return a text that is or was public and that the reader sees; else say what there is in its place."""
    rows = queries.with_postings(Disclosure.objects.visible_to(request.actor).for_detail().with_references())
    found = rows.select_related("notice").filter(public_id=public_id, state__in=ISSUED_STATES).first()
    if found is None:
        raise absences.refusal(public_id, actor=request.actor)
    return found


def elsewhere(request: visits.Visit, found: Disclosure) -> HttpResponseRedirect | None:
    """Lead from a merged text to the one that stands for it; to one that was taken down as well, which says so."""
    if found.state != State.MERGED or found.merged_into is None:
        return None
    target = reverse("portal:disclosure", args=[found.merged_into.public_id])
    return redirect(f"{target}?{MERGED}={found.public_id}")


def tombstone(request: visits.Visit, found: Disclosure) -> HttpResponse:
    """Show of an openness that ended that it was there, and why it ended: neither text nor files."""
    facts = [
        pieces.Fact(_("索引号"), found.index_no or ""),
        pieces.Fact(_("公开单位"), found.unit_name, units.path_of(found.unit)),
        pieces.Fact(_("公开日期"), _day(found, "published_at")),
        pieces.Fact(_("终止日期"), _day(found, "ended_at")),
    ]
    context = {
        "disclosure": found,
        "facts": facts,
        "trail": units.trail_of(found.unit, last=pieces.Crumb(_("公开信息"))),
        "references": references(relations.around(found, actor=request.actor)),
    }
    return render(request, "portal/tombstone.html", context)


@kept.page()
def changes(request: visits.Visit, change_id: uuid.UUID) -> HttpResponse:
    """Show what a change changed, or a result says otherwise than its notice, to whoever reads both texts."""
    found = find(request, change_id)
    if found.relation not in (Relation.AMENDS, Relation.FOLLOWS) or found.refers_to_id is None:
        raise _unchanged()
    rows = Disclosure.objects.visible_to(request.actor).for_detail().filter(state__in=PUBLIC_STATES)
    original = rows.select_related("notice").filter(pk=found.refers_to_id).first()
    if original is None or found.state == State.TERMINATED or original.state == State.TERMINATED:
        raise errors.Missing
    is_result = comparing.is_result(found, original)
    if found.relation == Relation.FOLLOWS and not is_result:
        raise _unchanged()
    after = _("公示后的结果　%s") if is_result else _("变更后　%s")
    compared = comparing.compared(
        comparing.as_it_stands(original),
        comparing.as_it_stands(found),
        before_title=comparing.title_of(original, on_notice=is_result),
        after_title=after % (found.index_no or ""),
    )
    heading = _("与公示稿对照") if is_result else _("变更对照")
    way = [
        pieces.Crumb(_("公开信息"), reverse("portal:disclosures")),
        pieces.Crumb(found.title, listing.path_of(found)),
        pieces.Crumb(heading),
    ]
    context = {
        "disclosure": found,
        "original": original,
        "comparison": compared,
        "heading": heading,
        "reason": "" if is_result else found.relation_reason,
        "trail": way,
    }
    return render(request, "portal/changes.html", context)


def notices(request: visits.Visit, found: Disclosure, related: Related) -> list[Notice]:
    """Return what a reader has to know before the text, the most important first."""
    return [*_ended(found, related), *_held(found), *_merged_here(request, related), *_changes(found, related)]


def references(related: Related) -> list[pieces.Fact]:
    """Return the texts around this one that the reader sees, each with how it stands to it."""
    found: list[pieces.Fact] = []
    if related.successor is not None:
        found.append(_reference(_("变更后的公开信息"), related.successor))
    if related.original is not None and related.original not in related.earlier:
        found.append(_reference(_("原公开信息"), related.original))
    found += [_reference(_("变更前的公开信息"), each) for each in related.earlier]
    found += [_reference(Relation(each.relation).label, each) for each in related.pointing]
    # The address of what was merged leads back here.
    merged = [pieces.Fact(_("并入这一件的"), each.title, was=each.index_no or "") for each in related.merged]
    return found + merged


def facts(found: Disclosure) -> list[pieces.Fact]:
    """Return what belongs to its course among the facts of the page."""
    until = words.date(found.display_until, full=True) if found.display_until else ""
    return [
        pieces.Fact(_("原索引号"), words.listing(found.former_index_nos)),
        pieces.Fact(_("对社会公开"), words.moment(found.opened_outside_at)),
        pieces.Fact(_("列表展示到"), until),
    ]


def _ended(found: Disclosure, related: Related) -> Iterator[Notice]:
    if found.state == State.WITHDRAWN:
        text = _("这条信息已于%(day)s撤回，仅供查阅。理由：%(reason)s")
        yield Notice("returned", text % {"day": _day(found, "withdrawn_at"), "reason": found.withdrawn_reason})
    if found.state == State.CHANGED:
        text = _("这条信息已于%(day)s变更，仅供查阅。理由：%(reason)s")
        said = text % {"day": _day(found, "ended_at"), "reason": found.ended_reason}
        path = listing.path_of(related.successor) if related.successor else ""
        yield Notice("returned", said, path, _("看变更后的公开信息"))
    if found.state == State.IN_ERROR:
        text = _("这条信息因误发已于%(day)s撤下，只有检查人员看得见。情况：%(reason)s")
        yield Notice("returned", text % {"day": _day(found, "ended_at"), "reason": found.ended_reason})


def _held(found: Disclosure) -> Iterator[Notice]:
    if found.outside_from is not None and found.state == State.PUBLISHED:
        yield Notice(
            "soon", _("先党内后党外：%s起对社会公开，在此以前只有党内看得见。") % words.moment(found.outside_from)
        )


def _merged_here(request: visits.Visit, related: Related) -> Iterator[Notice]:
    came_from = request.GET.get(MERGED, "")
    for each in related.merged:
        if str(each.public_id) == came_from:
            text = _("《%(title)s》已并入这一件。理由：%(reason)s")
            yield Notice("", text % {"title": each.title, "reason": each.ended_reason})


def _changes(found: Disclosure, related: Related) -> Iterator[Notice]:
    if found.relation == Relation.AMENDS and related.original is not None and found.state != State.CHANGED:
        number = related.original.index_no or ""
        text = _("这条信息变更了原来的公开信息（%(number)s）。理由：%(reason)s")
        path = reverse("portal:changes", args=[found.public_id])
        yield Notice("", text % {"number": number, "reason": found.relation_reason}, path, _("看改了什么"))

    if related.original is not None and comparing.is_result(found, related.original):
        number = related.original.index_no or ""
        text = _("这是公示结束以后公开的结果，公示稿是%(number)s。公示过的内容有没有改动，可以逐字对照。")
        path = reverse("portal:changes", args=[found.public_id])
        yield Notice("", text % {"number": number}, path, _("与公示稿对照"))


def _unchanged() -> errors.Missing:
    return errors.Missing("disclosure.no_change", _("这一件没有变更过别的公开信息。"))


def _reference(how: Text, each: Disclosure) -> pieces.Fact:
    return pieces.Fact(how, each.title, listing.path_of(each), _day(each, "published_at"))


def _day(found: Disclosure, name: str) -> str:
    at = getattr(found, name)
    return words.date(clock.local_date(at), full=True) if at else ""
