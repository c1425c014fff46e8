"""What do the verbs on tenants accept?"""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

RESERVED_SLUGS = frozenset({"www", "api", "platform", "public", "static", "admin", "mail", "localhost"})


class CreateInput(forms.Form):
    """A new tenant: its subdomain and its name."""

    slug = forms.CharField(
        label=_("子域名"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*[a-z0-9]$", _("只用小写字母、数字和连字符，以字母开头。"))],
    )
    name = forms.CharField(label=_("名称"), max_length=120)

    def clean_slug(self) -> str:
        """Refuse names that the platform itself uses."""
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(_("“%(slug)s”由平台自己使用，请换一个。") % {"slug": slug}, code="reserved")
        return slug
