"""Which addresses does a tenant have, and what does each parameter of them identify?

Read from the URL resolver, so that a new route is in the suite on the day it is written. A parameter is known by the
word before it in the address (`units/<uuid:public_id>/`) or by its own name (`<uuid:unit_id>`); what is neither has to
be added here, and the suite fails until it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from disclosures.flows import disclosure_flow
from frontend.owed import withholding
from frontend.work import plans
from frontend.workbench import amending, steps

BY_NAME = {
    "unit_id": "unit",
    "rollout": "rollout",
    "rollout_unit": "rollout_unit",
    "rollout_id": "rollout",
    "rollout_unit_id": "rollout_unit",
    "item_id": "item",
    "catalog_id": "catalog",
    "version_id": "version",
    "category_id": "category",
    "disclosure_id": "disclosure",
    "change_id": "changed_text",
    "noticed_id": "noticed_text",
    "chain": "chain",
    "chain_id": "chain",
    "attachment_id": "attachment",
    "notification_id": "notification",
    "visit": "session",
    "token": "token",
    "post": "post",
    "delegation": "delegation",
    "person": "person",
    "edition": "version",
    "item": "item",
    "category": "category",
    "change": "change",
    "unit": "unit",
    "catalog": "catalog",
    "override": "override",
    "exemption": "exemption",
    "override_id": "override",
    "exemption_id": "exemption",
    "amendment": "amendment",
    "amendment_id": "amendment",
    "obligation": "obligation",
    "extension": "extension",
    "withholding": "withholding",
    "matter": "matter",
    "obligation_id": "obligation",
    "extension_id": "extension",
    "withholding_id": "withholding",
    "matter_id": "matter",
    "stage": "stage",
    "stage_id": "stage",
    "template_id": "template",
    "audience_id": "audience",
    "plan_id": "plan",
    "feed": "feed",
    "feed_id": "feed",
    "span": "span",
    "posting": "posting",
    "posting_id": "posting",
    "box": "box",
    "box_id": "box",
    "span_id": "span",
    "objection": "objection",
    "objection_id": "objection",
}
SECRETS = {
    ("portal:feed", "feed"): "feed_secret",
    ("portal:follow_confirm", "confirming"): "confirming",
    ("portal:follow_stop", "stopping"): "stopping",
}
"""Parameters that identify a thing by a secret, and say who may read it."""
BY_WORD_BEFORE = {
    "units": "unit",
    "disclosures": "disclosure",
    "files": "file",
    "attachments": "attachment",
    "notices": "notification",
    "items": "item",
    "categories": "category",
    "catalog": "catalog",
    "catalogs": "catalog",
    "versions": "version",
    "changes": "change",
    "templates": "template",
}
FREE = {
    ("shell:large", "wish"): ("on", "off"),
    ("shell:language", "code"): ("en",),
    ("work:rollout_step", "verb"): ("pause", "finish"),
    ("work:rollout_task_step", "verb"): ("adopt", "return"),
    ("work:plan_step", "verb"): plans.VERBS[:2],
    ("work:withholding_step", "verb"): withholding.VERBS[:2],
    ("work:step", "verb"): disclosure_flow.verbs()[:2],  # one view, which looks the thing up before the verb
    ("work:catalog_edition_step", "verb"): steps.EDITION_VERBS[:2],
    ("work:catalog_amend", "kind"): ("change", "terminate"),
    ("work:catalog_amendment_step", "verb"): amending.VERBS[:2],
    ("work:catalog_override_step", "verb"): steps.REQUEST_VERBS[:2],
    ("work:catalog_exemption_step", "verb"): steps.REQUEST_VERBS[:2],
}
"""Parameters that identify nothing, with values that mean something."""

NOT_OF_A_TENANT = {"api:schema", "api:docs", "api:missing"}
"""Addresses that say the same at every tenant: what the API is."""

_PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


class UnknownParameter(AssertionError):
    """The suite does not know how to fill an address."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address: the kind of thing it identifies, or the values that it takes freely."""

    name: str
    kind: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """One address."""

    name: str
    template: str
    parameters: tuple[Parameter, ...]

    @property
    def identifies(self) -> tuple[Parameter, ...]:
        """The parameters that say which thing is meant."""
        return tuple(parameter for parameter in self.parameters if parameter.kind)

    def paths(self, **ids: str) -> list[str]:
        """Return the address for these ids by parameter, once for each combination of free values."""
        choices = [parameter.values or (ids[parameter.name],) for parameter in self.parameters]
        names = [parameter.name for parameter in self.parameters]
        found = []
        for values in product(*choices):
            path = self.template
            for name, value in zip(names, values, strict=True):
                path = re.sub(rf"<(?:\w+:)?{name}>", value, path)
            found.append(path)
        return found


def all_routes() -> tuple[list[Route], list[str]]:
    """Return every address inside a tenant, and apart what there is to add for those that nobody has explained."""
    known, unknown = [], []
    for name, template in _walk(get_resolver().url_patterns, "/", ()):
        try:
            known.append(Route(name, template, parameters_of(name, template)))
        except UnknownParameter as problem:
            unknown.append(str(problem))
    return known, unknown


def _walk(patterns: Any, prefix: str, namespaces: tuple[str, ...]) -> Any:
    for pattern in patterns:
        template = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, template, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name or template))
            if name not in NOT_OF_A_TENANT:
                yield name, template


def parameters_of(name: str, template: str) -> tuple[Parameter, ...]:
    """Return the parameters of an address."""
    return tuple(_explained(name, template, found) for found in _PARAMETER.finditer(template))


def _explained(route: str, template: str, found: re.Match[str]) -> Parameter:
    parameter = found["name"]
    if values := FREE.get((route, parameter)):
        return Parameter(parameter, values=tuple(values))
    if secret := SECRETS.get((route, parameter)):
        return Parameter(parameter, kind=secret)
    before = template[: found.start()].strip("/").rsplit("/", 1)[-1]
    kind = BY_NAME.get(parameter) or BY_WORD_BEFORE.get(before)
    if kind is None or found["converter"] != "uuid":
        raise UnknownParameter(
            f"{route} ({template}): the isolation suite does not know what {found.group()} identifies. "
            "Name it in tests/isolation/routes.py (BY_NAME, BY_WORD_BEFORE, or FREE if it identifies nothing), and "
            "plant a thing of that kind in tests/isolation/planting.py. Things have UUIDs; keys stand in no address."
        )
    return Parameter(parameter, kind=kind)
