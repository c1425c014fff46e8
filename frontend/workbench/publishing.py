"""What has to be looked at before a draft becomes what units owe?"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalogs import actions, differing, inputs, policies
from catalogs.models import CatalogVersion
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.workbench import consent, differences, reading


@signed_in
def publish(request: SignedIn, edition: uuid.UUID) -> HttpResponse:
    """Show what is new since the last edition and what is still open, and publish from a day on."""
    found = reading.draft(request, edition)
    policies.publish(request.actor, found).enforce()
    uncertain = found.items.uncertain().count()
    form = inputs.PublishInput(request.POST or None, initial={"effective_on": visits.today(request)})
    if not uncertain:
        del form.fields["notes_settled"]
    revision = request.POST.get("revision", "")
    made: list[CatalogVersion] = []
    if request.method == "POST" and submit.attempt(
        form,
        lambda: made.append(
            actions.publish_version(
                found,
                actor=request.actor,
                at=request.at,
                revision=int(revision) if revision.isdecimal() else None,
                **form.cleaned_data,
            )
        ),
    ):
        messages.success(request, _done(made[0]))
        return redirect(reading.edition_path(made[0]))
    before = differing.predecessor(found)
    page = {
        "version": found,
        "form": form,
        "before": before,
        "differences": differences.between(before, found),
        "checks": _checks(found, uncertain),
        "awaits_superior": consent.awaits_superior(found.catalog.unit),
        "trail": reading.edition_trail(found, _("发布")),
        "back": reading.edition_path(found),
    }
    return fragments.respond(request, "workbench/publish.html", page, status=submit.status_of(form))


def _done(version: CatalogVersion) -> str:
    if version.effective_on is None:
        return _("《%(catalog)s》已报上级审批，同意后施行。") % {"catalog": version.catalog.name}
    day = words.date(version.effective_on, full=True)
    return _("%(label)s已发布，%(day)s起施行。") % {"label": version.label, "day": day}


def _checks(version: CatalogVersion, uncertain: int) -> list[pieces.Check]:
    """Return what publishing asks for, each unmet one with the way to what is missing."""
    path = reading.edition_path(version)
    items = list(version.items.only("scopes", "time_mode"))
    incomplete = sum(not item.is_complete for item in items)
    return [
        pieces.Check(
            _("目录里有公开事项（%(count)s 项）") % {"count": words.number(len(items))}, bool(items), path, _("去增加")
        ),
        pieces.Check(
            _("每个事项都写明了公开范围和公开时限")
            if not incomplete
            else _("有 %(count)s 项没有写明公开范围或公开时限。") % {"count": words.number(incomplete)},
            not incomplete,
            f"{path}?view=incomplete",
            _("去补充"),
        ),
        pieces.Check(
            _("导入的内容都核对过")
            if not uncertain
            else _("有 %(count)s 项的导入内容待核对。") % {"count": words.number(uncertain)},
            not uncertain,
            f"{path}?view=uncertain",
            _("去核对"),
        ),
    ]
