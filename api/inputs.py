"""What do verbs accept that only programs use?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import inputs as accounts_inputs
from catalogs import inputs as catalogs_inputs
from catalogs.kinds import Openness
from core import days
from disclosures import inputs as disclosures_inputs
from hierarchy.models import Unit


class TokenSignIn(accounts_inputs.SignIn):
    """User name and password, the code of a second factor where one is set up, and what the token is for."""

    code = forms.CharField(label=_("动态验证码"), max_length=20, required=False)
    name = forms.CharField(label=_("用途"), max_length=60, required=False)
    expires_on = days.DayField(label=_("失效日期"), required=False)


class NoInput(forms.Form):
    """A step that needs no more than to be taken."""


class WhichUnit(forms.Form):
    """The unit that something is begun at."""

    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("单位"), queryset=Unit.objects.all(), to_field_name="public_id"
    )


class NewCatalog(WhichUnit, catalogs_inputs.CatalogInput):
    """A catalog, and the unit that makes it."""


class ItemOfDraft(catalogs_inputs.ItemInput):
    """One item, and the heading under which it is to stand."""

    category = forms.UUIDField(label=_("一级目录"), required=False)


class NewDraft(WhichUnit, disclosures_inputs.DraftInput):
    """A draft, and the unit that it is of."""


class NewAudience(WhichUnit, disclosures_inputs.AudienceInput):
    """A list of readers, and the unit that keeps it."""


class Evidence(forms.Form):
    """A picture or minutes."""

    file = forms.FileField(label=_("照片或记录"))


class Upload(disclosures_inputs.AttachmentInput):
    """A file for a disclosure."""

    file = forms.FileField(label=_("附件"))
    revision = forms.IntegerField(required=False)


class CatalogFile(WhichUnit):
    """A table of items for the catalog of a unit."""

    file = forms.FileField(label=_("文件"))
    dry_run = forms.BooleanField(label=_("只检查，不写入"), required=False)
    name = forms.CharField(label=_("目录名称"), max_length=200, required=False)
    openness = forms.ChoiceField(label=_("公开类别"), choices=Openness.choices, required=False)
