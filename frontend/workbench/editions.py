"""Which catalogs does a unit make, in which editions, and how does a draft begin and end?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogs import actions, differing, flows, inputs, policies
from catalogs.kinds import OPEN_STATES, VersionState
from catalogs.models import Catalog, CatalogVersion, Item
from core.errors import Text
from core.workflow import Offer
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading as tree_reading
from frontend.workbench import consent, differences, lines, reading, steps
from frontend.workbench.overview import export_links
from hierarchy.models import Unit

VIEWS = ("all", "uncertain", "incomplete")


class Discard(forms.Form):
    """Why a draft is thrown away."""

    reason = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


@signed_in
def made(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """List the catalogs that a unit makes, each with its editions."""
    found = tree_reading.found(unit)
    versions = CatalogVersion.objects.visible_to(request.actor).filter(catalog__unit=found).for_list()
    catalogs: dict[int, tuple[Catalog, list[CatalogVersion]]] = {
        catalog.pk: (catalog, []) for catalog in Catalog.objects.visible_to(request.actor).made_by(found)
    }
    for version in versions:
        catalogs[version.catalog_id][1].append(version)
    page = {
        "unit": found,
        "trail": reading.trail_of(found, pieces.Crumb(_("编制的目录"))),
        "catalogs": [(catalog, editions, _has_draft(editions)) for catalog, editions in catalogs.values()],
        "may_write": bool(policies.make(request.actor, found)) and found.is_open,
    }
    return fragments.respond(request, "workbench/made.html", page)


@signed_in
def create(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Create a catalog at a unit, with an empty draft."""
    found = reading.made_at(request, unit)
    form = inputs.CatalogInput(request.POST or None)
    made: list[Catalog] = []
    if request.method == "POST" and submit.attempt(
        form,
        lambda: made.append(
            actions.create_catalog(unit=found, actor=request.actor, at=request.at, **form.cleaned_data)
        ),
    ):
        messages.success(request, _("目录已建立，可以增加一级目录和公开事项了。"))
        return redirect(reading.edition_path(made[0].versions.drafts().get()))
    trail = reading.trail_of(
        found, pieces.Crumb(_("编制的目录"), reading.catalogs_path(found)), pieces.Crumb(_("新建目录"))
    )
    return answer_form(
        request,
        form,
        title=_("新建目录"),
        facts=found.name,
        label=_("新建目录"),
        icon="plus",
        trail=trail,
        back=reading.catalogs_path(found),
    )


@require_POST
@signed_in
def start(request: SignedIn, catalog: uuid.UUID) -> HttpResponse:
    """Begin the next edition of a catalog as a copy of the published one."""
    found = reading.catalog(request, catalog)
    draft = actions.start_draft(found, actor=request.actor, at=request.at)
    messages.success(request, _("新版草稿已建立，内容与现行版本相同。"))
    return redirect(reading.edition_path(draft))


@signed_in
def edition(request: SignedIn, edition: uuid.UUID) -> HttpResponse:
    """Show an edition by its headings; who writes a draft finds there what can be done with it."""
    found = reading.edition(request, edition)
    items = list(found.items.for_detail().in_catalog_order())
    may_write = found.is_draft and bool(policies.edit(request.actor, found.catalog))
    view = request.GET.get("view", "all")
    chosen = [item for item in items if _belongs(item, view)]
    sections = lines.by_category(found.categories.order_by("sort_no", "pk"), chosen)
    page = {
        "version": found,
        "trail": reading.edition_trail(found),
        "facts": _facts(found, items),
        "tabs": _tabs(found, items, view) if found.is_draft else [],
        "sections": [section for section in sections if section.lines or view == "all"],
        "count": len(items),
        "may_write": may_write,
        "may_publish": found.is_draft and bool(policies.publish(request.actor, found)),
        "tone": consent.EDITION_TONES[VersionState(found.state)],
        "offers": _offers(request, found),
        "steps_path": f"{reading.edition_path(found)}steps/",
        "awaits": _awaits(request, found),
        "decision": consent.decision_of(found),
        "exports": export_links(reverse("work:catalog_edition_export", args=[found.public_id])),
    }
    return fragments.respond(request, "workbench/edition.html", page)


@signed_in
def compare(request: SignedIn, edition: uuid.UUID) -> HttpResponse:
    """Show in what an edition differs from the one before."""
    found = reading.edition(request, edition)
    before = differing.predecessor(found)
    page = {
        "version": found,
        "before": before,
        "differences": differences.between(before, found),
        "about": [pieces.Fact(term, value) for term, value in _about(found) if value],
        "trail": reading.edition_trail(found, _("与上一版的差别")),
    }
    return fragments.respond(request, "workbench/compare.html", page)


@signed_in
def discard(request: SignedIn, edition: uuid.UUID) -> HttpResponse:
    """Throw a draft away, after asking."""
    found = reading.draft(request, edition)
    unit: Unit = found.catalog.unit
    form = Discard(request.POST or None)
    form.fields["reason"].label = _("理由")
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.discard_draft(found, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("草稿已删除，现行版本没有变化。"))
        return redirect(reading.catalogs_path(unit))
    facts = _("草稿中的 %(count)s 个公开事项都会删除，不能恢复；已发布的版本没有变化。")
    return answer_form(
        request,
        form,
        title=_("删除草稿"),
        facts=facts % {"count": words.number(found.items.count())},
        label=_("删除这份草稿"),
        icon="trash",
        trail=reading.edition_trail(found, _("删除草稿")),
        back=reading.edition_path(found),
        tone="danger",
    )


def answer_form(
    request: SignedIn,
    form: forms.Form,
    *,
    title: Text,
    label: Text,
    icon: str,
    trail: Sequence[pieces.Crumb],
    back: str,
    facts: Text = "",
    tone: str = "primary",
) -> HttpResponse:
    """Answer with a page that holds one short form."""
    page = {
        "form": form,
        "title": title,
        "facts": facts,
        "label": label,
        "icon": icon,
        "trail": trail,
        "back": back,
        "tone": tone,
    }
    return fragments.respond(request, "workbench/form.html", page, status=submit.status_of(form))


def _has_draft(versions: Sequence[CatalogVersion]) -> bool:
    return any(version.state in OPEN_STATES for version in versions)


def _offers(request: SignedIn, version: CatalogVersion) -> list[Offer]:
    """Return the steps on what awaits consent; a draft is published on a page of its own."""
    found = flows.catalog_version_flow.offers(version, actor=request.actor)
    return [offer for offer in found if offer.verb in steps.EDITION_VERBS]


def _awaits(request: SignedIn, version: CatalogVersion) -> str:
    """Return for whose consent the edition waits, if it does."""
    if version.state != VersionState.SUBMITTED:
        return ""
    return consent.waits_for(version.catalog.unit, barred=version.editor_ids, on=visits.today(request))


def _about(version: CatalogVersion) -> Iterable[tuple[Text, str]]:
    """Return what has to stand beside the differences, on page and paper: whose they are, since when and why."""
    day = version.effective_on or version.wanted_on
    yield _("制定单位"), version.catalog.unit.name
    yield _("施行日期") if version.effective_on else _("拟生效日期"), words.date(day, full=True) if day else ""
    yield _("版本说明"), version.note
    yield _("审批和备案"), consent.decision_of(version)


def _belongs(item: Item, view: str) -> bool:
    if view == "uncertain":
        return bool(item.needs_person)
    return not item.is_complete if view == "incomplete" else True


def _tabs(version: CatalogVersion, items: Sequence[Item], current: str) -> list[pieces.Tab]:
    labels = {"all": _("全部"), "uncertain": _("待人工核对"), "incomplete": _("没有填全")}
    path = reading.edition_path(version)
    return [
        pieces.Tab(
            labels[view],
            path if view == "all" else f"{path}?view={view}",
            sum(_belongs(item, view) for item in items),
            view == current or (view == "all" and current not in VIEWS),
        )
        for view in VIEWS
    ]


def _facts(version: CatalogVersion, items: Sequence[Item]) -> str:
    count = words.number(len(items))
    if version.wanted_on is not None:
        return _("%(unit)s编制，拟自%(day)s起施行，共 %(count)s 项") % {
            "unit": version.catalog.unit.name,
            "day": words.date(version.wanted_on, full=True),
            "count": count,
        }
    if version.effective_on is None:
        return _("%(unit)s编制，草稿，共 %(count)s 项") % {"unit": version.catalog.unit.name, "count": count}
    first = words.date(version.effective_on, full=True)
    if version.ends_on is None:
        return _("%(unit)s编制，%(first)s起施行，共 %(count)s 项") % {
            "unit": version.catalog.unit.name,
            "first": first,
            "count": count,
        }
    return _("%(unit)s编制，%(first)s起施行，%(last)s起由新版取代，共 %(count)s 项") % {
        "unit": version.catalog.unit.name,
        "first": first,
        "last": words.date(version.ends_on, full=True),
        "count": count,
    }
