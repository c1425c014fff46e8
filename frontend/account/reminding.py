"""How often does a person want the digest of what is near? What is urgent is told at once all the same."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend import fragments, submit
from frontend.account.requests import SignedIn, signed_in
from obligations import actions
from obligations.inputs import DigestInput
from obligations.kinds import Frequency, Weekday
from obligations.models import DigestPreference, ObligationPolicy

CHOICES = (
    (Frequency.DAILY, gettext_lazy("每天一封，有要提醒的才发")),
    (Frequency.WEEKLY, gettext_lazy("每周一封")),
    (Frequency.NEVER, gettext_lazy("不发汇总邮件，我自己到工作台看")),
)


@signed_in
def digest(request: SignedIn) -> HttpResponse:
    """Show the setting and keep another one."""
    current = frequency_of(request)
    form = DigestInput(request.POST if request.method == "POST" else None, initial={"frequency": current})
    form.fields["frequency"].widget = forms.RadioSelect(choices=CHOICES)
    verb = lambda: actions.set_digest(data=request.POST, actor=request.actor, at=request.at)  # noqa: E731
    if request.method == "POST" and submit.attempt(form, verb):
        messages.success(request, _("汇总提醒已设为“%(frequency)s”。") % {"frequency": frequency_of(request).label})
        return redirect("account:overview")
    weekday = Weekday(ObligationPolicy.objects.current().digest_weekday)
    context = {"form": form, "weekday": weekday.label, "person": request.user}
    return fragments.respond(request, "account/digest.html", context, status=submit.status_of(form))


def frequency_of(request: SignedIn) -> Frequency:
    """Return how often the person wants the digest."""
    found = DigestPreference.objects.of([request.user.pk]).get(request.user.pk)
    return Frequency(found.frequency) if found else Frequency.DAILY
