"""What does each verb accept? One form per verb, for pages, API and commands alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import queries, roles
from accounts.models import Language, User
from core import days
from core.inputs import LineField
from hierarchy.models import Unit


class DayInput(forms.DateInput):
    """A date as browsers pick it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Form(forms.Form):
    """A form that says of each empty field what to write there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            wanted = _("请选择%(field)s。") if isinstance(field, forms.ChoiceField) else _("请填写%(field)s。")
            field.error_messages["required"] = wanted % {"field": field.label}


def _secret(label: Any, *, new: bool, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, help_text=help_text)


def _code() -> forms.CharField:
    return forms.CharField(
        label=_("动态验证码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("手机验证器上显示的6位数字，也可以填一个恢复码。"),
    )


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> days.DayField:
    return days.DayField(label=label, required=required, widget=DayInput(), help_text=help_text)


class SignIn(Form):
    """User name and password."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = _secret(_("密码"), new=False)


class SecondFactor(Form):
    """A code from the phone, or a recovery code."""

    code = _code()


class ChangePassword(Form):
    """The old password, and the new one twice."""

    old_password = _secret(_("原密码"), new=False)
    new_password = _secret(
        _("新密码"), new=True, help_text=_("不少于10个字符，不能全是数字，不能与用户名、姓名相近。用一句好记的话最好。")
    )
    again = _secret(_("再输一次新密码"), new=True)

    def clean_again(self) -> str:
        """Refuse when the two differ."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new_password", again):
            raise forms.ValidationError(_("两次输入的新密码不一样，请重新输入。"), code="different")
        return again


class Appoint(Form):
    """A post: where, as what, from when to when."""

    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("单位"), queryset=Unit.objects.none(), to_field_name="public_id", empty_label=_("请选择单位")
    )
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("请选择角色")), *roles.Code.choices])
    title = LineField(label=_("职务"), max_length=60, required=False, help_text=_("例如：党总支副书记。"))
    from_on = _day(_("任职首日"))
    to_on = _day(_("任职末日"), required=False, help_text=_("没有任期的不填；党务公开监督员每届2年，必须填写。"))

    def __init__(self, *args: Any, units: models.QuerySet[Unit] | None = None, **kwargs: Any) -> None:
        """Offer these units, or all that are open."""
        super().__init__(*args, **kwargs)
        offered = Unit.objects.open() if units is None else units
        units_field: forms.ModelChoiceField[Unit] = self.fields["unit"]  # type: ignore[assignment]  # declared above
        units_field.queryset = offered.order_by("tree_id", "lft")


class CreateUser(Appoint):
    """A person with a first post."""

    name = LineField(label=_("姓名"), max_length=60)
    username = forms.CharField(
        label=_("用户名"),
        max_length=64,
        help_text=_("登录时用，建议用姓名全拼，例如 chenfang。不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(label=_("电子邮箱"), required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)

    field_order = ("name", "username", "email", "phone", "unit", "role", "title", "from_on", "to_on")

    def clean_username(self) -> str:
        """Return the name as it is stored."""
        return queries.normal_username(self.cleaned_data["username"])


class ChangeDetails(Form):
    """How to reach oneself, and what language to read."""

    email = forms.EmailField(label=_("电子邮箱"), required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("界面语言"), choices=Language.choices)


class Reason(Form):
    """Why; kept in the trail."""

    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("写入操作记录，以后有人问起时查得到。"))


class EndPost(Reason):
    """The last day of a post, and why."""

    last_on = _day(_("最后一天"), help_text=_("填昨天的日期，立即生效。"))

    field_order = ("last_on", "reason")


class Delegate(Form):
    """Who acts for oneself, from when to when, and why."""

    to: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("代行人"), queryset=User.objects.none(), to_field_name="public_id", empty_label=_("请选择代行人")
    )
    from_on = _day(_("代行首日"))
    to_on = _day(_("代行末日"))
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("例如：外出培训。"))

    def __init__(self, *args: Any, people: models.QuerySet[User] | None = None, **kwargs: Any) -> None:
        """Offer these people, or all who can sign in."""
        super().__init__(*args, **kwargs)
        offered = User.objects.active() if people is None else people
        people_field: forms.ModelChoiceField[User] = self.fields["to"]  # type: ignore[assignment]  # declared above
        people_field.queryset = offered.order_by("name", "pk")


class IssueToken(Form):
    """What a token is for, and when it ends."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如：办公系统对接。"))
    expires_on = _day(_("失效日期"), help_text=_("最长一年。"))


class SignInRules(Form):
    """Which roles have to use a second factor."""

    second_factor_roles = forms.MultipleChoiceField(
        label=_("须用动态验证码的角色"),
        choices=roles.Code.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
