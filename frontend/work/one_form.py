"""How is one form about a text shown on a page of its own, and shown again with what was refused?"""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from core.errors import Text
from disclosures.models import Disclosure
from frontend import fragments, submit
from frontend.account.requests import SignedIn
from frontend.work import detail


def page(
    request: SignedIn,
    form: forms.Form,
    *,
    found: Disclosure,
    title: Text,
    label: Text,
    facts: Text = "",
    back: str = "",
) -> HttpResponse:
    """Show the form; `facts` say what it is about and `back` where it came from, where that is not the text itself."""
    context = {
        "form": form,
        "title": title,
        "facts": facts or found.title,
        "label": label,
        "icon": "check",
        "back": back or reverse("work:disclosure", args=[found.public_id]),
        "trail": detail.crumbs_of(found, last=title),
    }
    return fragments.respond(request, "workbench/form.html", context, status=submit.status_of(form))
