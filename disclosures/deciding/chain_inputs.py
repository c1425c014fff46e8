"""What is accepted when a chain of approval is laid down, changed or lifted?

A step comes as an object of a program, or as fields of a page named `steps:<step>:<what>`; a step without `:on` is not
part of the chain, and `:place` says where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogs.models import Item
from disclosures.deciding import offices, routes
from disclosures.deciding.offices import REVIEWERS
from disclosures.deciding.points import LONGEST_POINT
from disclosures.deciding.routes import RouteStep
from disclosures.inputs import ItemField
from disclosures.kinds import APPROVALS, REVIEWS, Applies, Step
from disclosures.models.chains import MOST_DAYS
from hierarchy.kinds import Sector, UnitKind

STEPS: tuple[Step, ...] = (*REVIEWS, *APPROVALS)
MOST_POINTS = 20
MOST_PARTIES = 10
LONGEST_PARTY = 40
NAMES = ("step", "decider", "applies", "days", "checklist", "asks", "invites")
_BETWEEN = re.compile(r"[\s,，、;；]+")


class StepsWidget(forms.Widget):
    """Reads the steps from the fields of a page, or takes the list of a program."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return one object a step, in the order of their places."""
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        if sent:
            return sent
        found = [(_place(data, name, step), _from_page(data, name, step)) for step in STEPS if _is_on(data, name, step)]
        return [step for _at, step in sorted(found, key=lambda pair: pair[0])]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """Draw nothing: the page lays the steps out itself."""
        return ""


class StepsField(forms.Field):
    """The steps of a chain in order."""

    widget = StepsWidget
    default_error_messages = {
        "invalid": _("看不懂这个环节，请刷新页面后重新填写。"),
        "unknown": _("没有“%(step)s”这个环节。"),
        "twice": _("“%(step)s”出现了两次，每个环节最多一次。"),
        "days": _("“%(step)s”的期限应是1到%(most)d个工作日，没有期限就不填。"),
        "points": _("“%(step)s”的核对项不超过%(most)d条，每条不超过%(long)d个字。"),
        "parties": _("“%(step)s”征求意见的对象不超过%(most)d个。"),
        "decider": _("“%(step)s”不能由所选的职务办理，请另选。"),
        "applies": _("“%(step)s”适用于哪些信息，请从列出的几种里选。"),
    }

    def to_python(self, value: Any) -> tuple[RouteStep, ...]:
        """Return the steps, each well-formed; whether they make a chain is the verb's question."""
        found: list[RouteStep] = []
        for sent in value if isinstance(value, list | tuple) else []:
            if not isinstance(sent, Mapping):
                self._refuse("invalid")
            step = self._read(sent)
            if any(each.step == step.step for each in found):
                self._refuse("twice", step=Step(step.step).label)
            found.append(step)
        return tuple(found)

    def _read(self, sent: Mapping[str, Any]) -> RouteStep:
        code = str(sent.get("step", ""))
        if code not in STEPS:
            self._refuse("unknown", step=code[:20])
        label = Step(code).label
        applies = str(sent.get("applies") or Applies.ALWAYS)
        if applies not in Applies.values:
            self._refuse("applies", step=label)
        return RouteStep(
            step=code,
            decider=self._decider(code, str(sent.get("decider") or offices.OF_STEP[code]), label),
            applies=applies,
            days=self._days(sent.get("days"), label),
            checklist=self._points(sent.get("checklist") or (), label),
            asks=self._parties(sent.get("asks") or (), label),
            invites=self._parties(sent.get("invites") or (), label),
        )

    def _decider(self, code: str, decider: str, label: Any) -> str:
        free = code in (Step.NECESSITY, Step.TRUTH)
        if decider not in (REVIEWERS if free else (offices.OF_STEP[code],)):
            self._refuse("decider", step=label)
        return decider

    def _days(self, sent: Any, label: Any) -> int | None:
        if sent in (None, ""):
            return None
        text = str(sent)
        if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST_DAYS):
            self._refuse("days", step=label, most=MOST_DAYS)
        return int(text)

    def _points(self, sent: Any, label: Any) -> tuple[str, ...]:
        lines = sent.splitlines() if isinstance(sent, str) else [str(line) for line in sent]
        points = routes.checkpoints([line.replace("\x00", "") for line in lines])
        if len(points) > MOST_POINTS or any(len(point) > LONGEST_POINT for point in points):
            self._refuse("points", step=label, most=MOST_POINTS, long=LONGEST_POINT)
        return points

    def _parties(self, sent: Any, label: Any) -> tuple[str, ...]:
        """Return whom the step asks, as they were written: offices by code, units by code or id."""
        parts = _BETWEEN.split(sent) if isinstance(sent, str) else [str(part).strip() for part in sent]
        found = tuple(dict.fromkeys(part.replace("\x00", "") for part in parts if part))
        if len(found) > MOST_PARTIES or any(len(part) > LONGEST_PARTY for part in found):
            self._refuse("parties", step=label, most=MOST_PARTIES)
        return found

    def _refuse(self, code: str, **values: Any) -> None:
        raise forms.ValidationError(self.error_messages[code], code=code, params=values)


class ChainInput(forms.Form):
    """A chain: for which texts it holds, and its steps."""

    name = forms.CharField(
        label=_("名称"), max_length=100, error_messages={"required": _("请给审批链起个名称，办理页面会显示。")}
    )
    unit_kind = forms.ChoiceField(
        label=_("适用的组织类型"), choices=[("", _("全部类型")), *UnitKind.choices], required=False
    )
    sector = forms.ChoiceField(label=_("适用的领域"), choices=[("", _("全部领域")), *Sector.choices], required=False)
    item = ItemField(
        label=_("适用的公开事项"),
        queryset=Item.objects.none(),
        to_field_name="public_id",
        required=False,
        error_messages={"invalid_choice": _("目录里没有这个公开事项，请重新选择。")},
    )
    steps = StepsField(label=_("环节"), required=False)
    reason = forms.CharField(
        label=_("设置理由"),
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": _("请写理由，会记入审计记录。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        if isinstance(item, ItemField):
            item.queryset = Item.objects.select_related("version")


class LiftInput(forms.Form):
    """Why a chain is lifted."""

    reason = forms.CharField(
        label=_("取消理由"),
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": _("请写理由，会记入审计记录。")},
    )


def _is_on(data: Any, name: str, step: Step) -> bool:
    return bool(data.get(f"{name}:{step.value}:on"))


def _place(data: Any, name: str, step: Step) -> tuple[int, int]:
    sent = str(data.get(f"{name}:{step.value}:place") or "")
    readable = sent.isascii() and sent.isdigit() and len(sent) <= 3
    return (int(sent) if readable else STEPS.index(step) + 1, STEPS.index(step))


def _from_page(data: Any, name: str, step: Step) -> dict[str, Any]:
    def sent(what: str) -> Any:
        return data.get(f"{name}:{step.value}:{what}")

    return {
        "step": step.value,
        "decider": sent("decider"),
        "applies": sent("applies"),
        "days": sent("days"),
        "checklist": sent("checklist"),
        "asks": list(_parties_from_page(data, f"{name}:{step.value}:asks")),
        "invites": list(_parties_from_page(data, f"{name}:{step.value}:invites")),
    }


def _parties_from_page(data: Any, key: str) -> Iterator[str]:
    """Yield the offices that were ticked, then the units that were written by their codes."""
    yield from data.getlist(key) if hasattr(data, "getlist") else data.get(key) or []
    yield from (part for part in _BETWEEN.split(str(data.get(f"{key}:units") or "")) if part)
