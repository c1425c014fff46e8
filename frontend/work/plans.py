"""How does something become public that the catalog does not list? By a plan that is decided, and texts that follow."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import errors
from core.inbox import StateTone
from disclosures.deciding import officers
from disclosures.kinds import PlanState
from disclosures.models import Disclosure, OutsidePlan
from disclosures.plans import following, planning, policies
from disclosures.plans.flows import outside_plan_flow
from disclosures.plans.inputs import PlanInput
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.workbench import steps
from hierarchy.models import Unit

PAGE = 20
SHOWN = 100
VERBS = ("submit", "recall", "approve", "return", "refuse", "withdraw")
TONES = {
    PlanState.DRAFT: StateTone.DRAFT,
    PlanState.SUBMITTED: StateTone.AWAITING,
    PlanState.APPROVED: StateTone.DONE,
    PlanState.RETURNED: StateTone.RETURNED,
    PlanState.REFUSED: StateTone.RETURNED,
    PlanState.WITHDRAWN: StateTone.DRAFT,
}
DONE = {
    "submit": gettext_lazy("方案已提交，由目录制定单位审批。"),
    "recall": gettext_lazy("方案已收回，可以继续修改。"),
    "approve": gettext_lazy("已同意，起草单位可以按方案公开。"),
    "return": gettext_lazy("方案已退回，起草人会看到理由。"),
    "refuse": gettext_lazy("已告知不同意和理由。"),
    "withdraw": gettext_lazy("方案已撤销，不再按它公开。"),
}


class PlanForm(PlanInput):
    """A plan as it is written on a page."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        for name in ("from_on", "until_on"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


@signed_in
def listing(request: SignedIn) -> HttpResponse:
    """List the plans of the units where this person works or which she supervises."""
    found = OutsidePlan.objects.visible_to(request.actor).for_list()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(plan, TONES[PlanState(plan.state)]) for plan in page.object_list],
        "may_write": request.actor.has(policies.DRAFT),
        "trail": [_first(), pieces.Crumb(_("目录外公开"))],
    }
    return fragments.respond(request, "work/plans.html", context)


@signed_in
def new(request: SignedIn) -> HttpResponse:
    """Write a plan for a unit."""
    unit = _unit(request)
    form = PlanForm(request.POST if request.method == "POST" else None, initial={"scope": "unit"})
    begun: list[OutsidePlan] = []
    if request.method == "POST" and submit.attempt(
        form,
        lambda: begun.append(planning.begin_plan(unit=unit, data=request.POST, actor=request.actor, at=request.at)),
    ):
        messages.success(request, _("方案已保存，核对以后提交审批。"))
        return redirect("work:plan", begun[0].public_id)
    return _asked(request, form, unit=unit, action=f"{reverse('work:plan_new')}?unit={unit.public_id}")


@signed_in
def one(request: SignedIn, plan_id: uuid.UUID) -> HttpResponse:
    """Show a plan, what became of it, the texts that follow it, and what can be done."""
    found = _find(request, plan_id)
    offers = outside_plan_flow.offers(found, actor=request.actor)
    writes = bool(policies.edit(request.actor, found))
    follows = following.not_in_force(found, on=visits.today(request)) is None
    context = {
        "plan": found,
        "tone": TONES[PlanState(found.state)],
        "facts": [pieces.Fact(term, value) for term, value in _facts(found) if value],
        "awaits": _awaits(request, found),
        "offers": offers,
        "steps_path": reverse("work:plan", args=[found.public_id]),
        "may_edit": found.is_editable and writes,
        "may_follow": follows and writes,
        "texts": list(Disclosure.objects.workable_by(request.actor).filter(plan=found).for_list()[:SHOWN]),
        "trail": _trail(found.title),
    }
    return fragments.respond(request, "work/plan.html", context)


@signed_in
def edit(request: SignedIn, plan_id: uuid.UUID) -> HttpResponse:
    """Write a plan anew."""
    found = _find(request, plan_id)
    policies.edit(request.actor, found).enforce()
    if not found.is_editable:
        return redirect("work:plan", found.public_id)
    initial = {**planning.values_of(found), "channels": "、".join(found.channels), "revision": found.revision}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)

    def keep() -> None:
        revision = form.cleaned_data["revision"]
        if revision is None:
            raise errors.Stale
        planning.edit_plan(found, data=request.POST, revision=revision, actor=request.actor, at=request.at)

    if request.method == "POST" and submit.attempt(form, keep):
        messages.success(request, _("方案已保存，核对以后提交审批。"))
        return redirect("work:plan", found.public_id)
    return _asked(request, form, unit=found.unit, action=reverse("work:plan_edit", args=[found.public_id]), plan=found)


@signed_in
def follow(request: SignedIn, plan_id: uuid.UUID) -> HttpResponse:
    """Begin a text that follows the plan, and open it in the editor; a mere visit leads to the plan."""
    found = _find(request, plan_id)
    if request.method != "POST":
        return redirect("work:plan", found.public_id)
    draft = planning.draft_by(found, data={}, actor=request.actor, at=request.at)
    messages.success(request, _("已按方案起草，写好后照常提交审批。"))
    return redirect("work:edit", draft.public_id)


@signed_in
def step(request: SignedIn, plan_id: uuid.UUID, verb: str) -> HttpResponse:
    """Take one step of the life of a plan."""
    found = _find(request, plan_id)
    path = reverse("work:plan", args=[found.public_id])
    thing = steps.Stepped(outside_plan_flow, found, VERBS, found.title, path, _trail(found.title, path), DONE)
    return steps.take(request, thing, verb)


def _asked(
    request: SignedIn, form: PlanForm, *, unit: Unit, action: str, plan: OutsidePlan | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "unit": unit,
        "plan": plan,
        "units": [] if plan else _units(request)[:SHOWN],
        "maker": planning.maker_for(unit, on=visits.today(request)),
        "action": action,
        "trail": _trail(plan.title if plan else _("新方案")),
    }
    return fragments.respond(request, "work/plan_form.html", context, status=submit.status_of(form))


def _facts(found: OutsidePlan) -> list[tuple[str, str]]:
    return [
        (_("公开内容"), found.content),
        (_("公开理由"), found.reason),
        (_("公开范围"), str(found.get_scope_display())),
        (_("公开形式"), words.listing(found.channels)),
        (_("最早公开日期"), words.date(found.from_on, full=True)),
        (_("最晚公开日期"), words.date(found.until_on, full=True)),
        (_("起草人"), found.drafted_by_name),
        (_("目录制定单位"), found.maker.name),
        (_("审批人"), found.decided_by_name),
        (_("审批时间"), words.moment(found.decided_at)),
        (_("审批意见"), found.decision_reason),
        (_("撤销理由"), found.withdrawn_reason),
    ]


def _awaits(request: SignedIn, found: OutsidePlan) -> str:
    if found.state != PlanState.SUBMITTED:
        return ""
    names = officers.names_of_deciders(
        policies.deciding_permission(found), found.maker, barred=found.editor_ids, on=visits.today(request)
    )
    if not names:
        return _("%(unit)s现在没有能审批的人，请联系管理员。") % {"unit": found.maker.name}
    return _("等待%(names)s审批。") % {"names": words.listing(names)}


def _find(request: SignedIn, plan_id: uuid.UUID) -> OutsidePlan:
    found = OutsidePlan.objects.visible_to(request.actor).for_list().filter(public_id=plan_id).first()
    if found is None:
        raise errors.Missing
    return found


def _units(request: SignedIn) -> QuerySet[Unit]:
    return Unit.objects.open().filter(request.actor.reach(policies.DRAFT, "")).select_related("parent").order_by("lft")


def _unit(request: SignedIn) -> Unit:
    units = list(_units(request)[:SHOWN])
    named = request.GET.get("unit", "")
    found = next((unit for unit in units if str(unit.public_id) == named), None if named else next(iter(units), None))
    if found is None:
        raise errors.Denied("plan.not_drafter", gettext_lazy("目录外公开方案由本单位信息员起草。"))
    return found


def _first() -> pieces.Crumb:
    return pieces.Crumb(_("公开信息"), reverse("work:disclosures"))


def _trail(last: str, path: str = "") -> list[pieces.Crumb]:
    listed = pieces.Crumb(_("目录外公开"), reverse("work:plans"))
    if path:
        return [_first(), listed, pieces.Crumb(last, path), pieces.Crumb(_("办理"))]
    return [_first(), listed, pieces.Crumb(last)]
