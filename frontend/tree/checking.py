"""Is the tree sound? Checked on demand, with what was found in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frontend import fragments, pieces
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading
from hierarchy import checker
from hierarchy.models import Unit


@dataclass(frozen=True)
class Line:
    """One finding, and the unit that it is about."""

    finding: checker.Finding
    path: str


@signed_in
def check(request: SignedIn) -> HttpResponse:
    """Run the check and tell what it found; before that, say what it looks at."""
    reading.require_whole_tree(request, _("检查组织架构"))
    ran = request.method == "POST"
    found = checker.check() if ran else []
    ids = [finding.unit_id for finding in found if finding.unit_id is not None]
    units = Unit.objects.in_bulk(ids)
    page = {
        "ran": ran,
        "lines": [_line(finding, units) for finding in found],
        "repairable": any(finding.repairable for finding in found),
        "count": Unit.objects.count(),
        "crumbs": [pieces.Crumb(_("党组织"), reverse("work:units")), pieces.Crumb(_("检查组织架构"))],
    }
    return fragments.respond(request, "tree/check.html", page)


def _line(finding: checker.Finding, units: dict[int, Unit]) -> Line:
    unit = units.get(finding.unit_id or 0)
    return Line(finding, reading.path_of(unit) if unit else "")
