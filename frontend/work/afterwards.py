"""How is something begun or set about a text that is approved or public: a change, a clarification, its display?

And the tenant's own terms of publication. Steps of the life cycle itself are taken on `steps`.
"""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalogs import effective
from disclosures.afterwards import displaying, following_up, policies
from disclosures.afterwards.inputs import DisplayInput, FollowUpInput, RuleInput
from disclosures.kinds import Relation
from disclosures.models import Disclosure, PublicationRule
from frontend import fragments, pieces, submit, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.work import around, detail, one_form
from hierarchy.models import Unit


@signed_in
def follow_up(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Begin a text that refers to this one, and open it in the editor."""
    found = detail.find(request, public_id)
    wanted = request.GET.get("relation", "")
    form = FollowUpInput(
        request.POST if request.method == "POST" else None,
        initial={"relation": wanted if wanted in Relation.values else Relation.AMENDS},
    )
    offered = following_up.offered(request.actor, found) or list(Relation)
    form.fields["relation"].widget = forms.RadioSelect(
        choices=[(each.value, _("%s：%s") % (around.LABELS[each], around.HINTS[each])) for each in offered]
    )
    begun: list[Disclosure] = []

    def begin() -> None:
        data = {name: form.cleaned_data[name] for name in FollowUpInput.base_fields}
        begun.append(following_up.follow_up(found, data=data, actor=request.actor, at=request.at))

    if request.method == "POST" and submit.attempt(form, begin):
        messages.success(request, _("已起草，改好后照常提交审批。"))
        return redirect("work:edit", begun[0].public_id)
    return one_form.page(request, form, title=_("起草与它有关的信息"), found=found, label=_("开始起草"))


@signed_in
def display(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Set until which day the text is shown."""
    found = detail.find(request, public_id)
    policies.set_display(request.actor, found).enforce()
    form = DisplayInput(
        request.POST if request.method == "POST" else None, initial={"display_until": found.display_until}
    )

    def keep() -> None:
        displaying.set_display(
            found, data=form.cleaned_data, revision=found.revision, actor=request.actor, at=request.at
        )

    if request.method == "POST" and submit.attempt(form, keep):
        messages.success(request, _("已设置展示日期。"))
        return redirect("work:disclosure", found.public_id)
    return one_form.page(request, form, title=_("设置展示日期"), found=found, label=_("保存"))


@signed_in
def rules(request: SignedIn) -> HttpResponse:
    """Show the tenant's terms of publication, and set them for all items or for one."""
    root = Unit.objects.roots().first()
    verdict = policies.set_rule(request.actor, root)
    if not request.actor.has("units.manage"):
        verdict.enforce()
    entries = effective.for_unit(root, on=visits.today(request)) if root else []
    kept = {rule.lineage: rule for rule in PublicationRule.objects.all()}
    titles = {each.item.lineage: each.item.title for each in entries}
    everything = kept.get(None)
    form = RuleInput(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(everything, name, None) for name in ("inside_days", "display_days")},
    )
    form.fields["item"].widget = forms.Select(
        choices=[("", _("所有公开事项")), *((str(each.item.public_id), each.item.title) for each in entries)]
    )

    def keep() -> None:
        displaying.set_rule(data=form.cleaned_data, actor=request.actor, at=request.at)

    if request.method == "POST" and submit.attempt(form, keep):
        messages.success(request, _("已设置公开规则，从以后公开的信息起执行。"))
        return redirect("work:publication_rules")
    context = {
        "form": form,
        "verdict": verdict,
        "trail": [pieces.Crumb(_("公开规则"))],
        "rows": [
            (titles.get(lineage, _("不在现行目录里的事项")) if lineage else _("所有公开事项"), rule)
            for lineage, rule in kept.items()
        ],
    }
    return fragments.respond(request, "work/publication_rules.html", context, status=submit.status_of(form))
