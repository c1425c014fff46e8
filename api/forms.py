"""How does the form of a verb become the body of a call?

What a verb accepts is said once, in the `inputs` of its room. From that form this module derives the shape that the
schema documents, and reads a JSON body into values that the form can judge. A kind of form field that the bridge does
not know stops the schema from being built, so that nothing is documented as something that it is not.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts import roles
from catalogs.inputs import WordsField
from core import errors, inputs
from disclosures.deciding.chain_inputs import StepsField
from disclosures.deciding.inputs import TextsField
from disclosures.deciding.points import PointsField, RemarksField
from disclosures.inputs import KeywordsField, LinesField
from disclosures.kinds import CHAIN_STEP_CHOICES, Applies, Decider, ReaderKind
from disclosures.readers import lines
from obligations.inputs import StagesField

ApiField = serializers.Field[Any, Any, Any, Any]
Build = Callable[[Any, dict[str, Any]], ApiField]
REVISION = "revision"


def _plainly(kind: Callable[..., ApiField]) -> Build:
    def build(_field: forms.Field, options: dict[str, Any]) -> ApiField:
        return kind(**options)

    return build


def _text(field: forms.CharField, options: dict[str, Any]) -> ApiField:
    if field.max_length:
        options["max_length"] = field.max_length
    return serializers.CharField(allow_blank=not field.required, trim_whitespace=field.strip, **options)


def _words(_field: forms.Field, options: dict[str, Any]) -> ApiField:
    return serializers.ListField(child=serializers.CharField(), **options)


class DatedStage(serializers.Serializer[Any]):
    """One stage of a matter."""

    label = serializers.CharField(max_length=100)  # type: ignore[assignment]  # declared fields leave the class
    due_on = serializers.DateField()


def _stages(_field: forms.Field, options: dict[str, Any]) -> ApiField:
    return DatedStage(many=True, **options)


def _remarks(_field: forms.Field, options: dict[str, Any]) -> ApiField:
    return serializers.DictField(child=serializers.CharField(allow_blank=True), **options)


class StepOfChainBody(serializers.Serializer[Any]):
    """One step of a chain; only what it is must be said."""

    step = serializers.ChoiceField(choices=CHAIN_STEP_CHOICES)
    decider = serializers.ChoiceField(choices=Decider.choices, required=False)
    applies = serializers.ChoiceField(choices=Applies.choices, required=False)
    days = serializers.IntegerField(required=False, allow_null=True, min_value=1, help_text="Working days.")
    checklist = serializers.ListField(child=serializers.CharField(), required=False)
    asks = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Offices, or units by code or id, that must speak."
    )
    invites = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Offices, or units by code or id, that may speak."
    )


class SeenTextBody(serializers.Serializer[Any]):
    """A disclosure, as the caller saw it."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()


def _steps(_field: forms.Field, options: dict[str, Any]) -> ApiField:
    return StepOfChainBody(many=True, **options)


def _texts(_field: forms.Field, options: dict[str, Any]) -> ApiField:
    return SeenTextBody(many=True, **options)


class ReaderBody(serializers.Serializer[Any]):
    """One line of a list of readers; `list` stands for the lines of a list that the unit keeps."""

    kind = serializers.ChoiceField(choices=[*ReaderKind.choices, (lines.LIST, lines.LIST)])
    person = serializers.UUIDField(required=False)
    unit = serializers.UUIDField(required=False)
    with_subtree = serializers.BooleanField(required=False)
    role = serializers.ChoiceField(choices=roles.Code.choices, required=False)
    name = serializers.CharField(required=False, max_length=lines.NAME_LENGTH)
    list = serializers.UUIDField(required=False)


def _lines(_field: forms.Field, options: dict[str, Any]) -> ApiField:
    return ReaderBody(many=True, **options)


def _choice(field: forms.ChoiceField, options: dict[str, Any]) -> ApiField:
    return serializers.ChoiceField(choices=_given(field), allow_blank=not field.required, **options)


def _choices(field: forms.MultipleChoiceField, options: dict[str, Any]) -> ApiField:
    return serializers.ListField(child=serializers.ChoiceField(choices=_given(field)), **options)


def _integer(field: forms.IntegerField, options: dict[str, Any]) -> ApiField:
    limits: dict[str, Any] = {"min_value": field.min_value, "max_value": field.max_value}
    return serializers.IntegerField(**limits, **options)


def _given(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    listed: Any = field.choices
    return [(value, label) for value, label in listed if value != ""]


_KINDS: tuple[tuple[type[forms.Field], Build, tuple[type, ...]], ...] = (
    # A subclass stands before its base. The last column says which JSON values the field takes; None is “not sent”.
    (WordsField, _words, (list, str)),
    (KeywordsField, _words, (list, str)),
    (StagesField, _stages, (list,)),
    (LinesField, _lines, (list,)),
    (PointsField, _words, (list,)),
    (RemarksField, _remarks, (Mapping,)),
    (StepsField, _steps, (list,)),
    (TextsField, _texts, (list,)),
    (forms.ModelChoiceField, _plainly(serializers.UUIDField), (str,)),
    (forms.MultipleChoiceField, _choices, (list,)),
    (forms.ChoiceField, _choice, (str,)),
    (forms.BooleanField, _plainly(serializers.BooleanField), (bool,)),
    (forms.IntegerField, _integer, (int,)),
    (forms.DateTimeField, _plainly(serializers.DateTimeField), (str,)),
    (forms.UUIDField, _plainly(serializers.UUIDField), (str,)),
    (forms.DateField, _plainly(serializers.DateField), (str,)),
    (forms.EmailField, _plainly(serializers.EmailField), (str,)),
    (forms.FileField, _plainly(serializers.FileField), ()),
    (forms.CharField, _text, (str,)),
)


def field_of(name: str, field: forms.Field) -> ApiField:
    """Return the API's field for a form's field."""
    for kind, build, _values in _KINDS:
        if isinstance(field, kind):
            said = {"label": field.label, "help_text": field.help_text or None}
            return build(field, {"required": field.required, **{key: text for key, text in said.items() if text}})
    raise TypeError(f"{name}: the bridge does not know {type(field).__name__}; add it to api.forms")


@functools.cache
def serializer_of(form: type[forms.Form], *, revised: bool = False) -> type[serializers.Serializer[Any]]:
    """Return the shape of a body that this form accepts; `revised` adds the revision that the caller saw."""
    fields: dict[str, Any] = {name: field_of(name, field) for name, field in form.base_fields.items()}
    if revised:
        fields[REVISION] = serializers.IntegerField(
            required=False, help_text="The revision that the caller saw; another one is refused with 409."
        )
    name = form.__name__.removesuffix("Input") + ("Step" if revised else "")
    return type(f"{name}Body", (serializers.Serializer,), {**fields, "__doc__": form.__doc__})


def sent(request: Request, form: type[forms.Form], *beside: str) -> dict[str, Any]:
    """Return what was sent for this form, and for the names `beside`; refuse what is no such body.

    The values are judged by the form itself, in the verb; here only what no form could say: the body is an object, it
    has no name that would be silently ignored, and each value is of the kind of JSON that its field takes.
    """
    data = request.data
    if not isinstance(data, Mapping):
        raise errors.Refusal("request.malformed", _("请求内容应是一个JSON对象。"))
    _refuse_unknown(data, {*form.base_fields, *beside})
    if isinstance(data, QueryDict):
        return {name: data.getlist(name) for name in data}
    of_wrong_kind = [
        name for name, value in data.items() if name in form.base_fields and not _takes(form.base_fields[name], value)
    ]
    if of_wrong_kind:
        text = _("这个字段的JSON类型不对，请核对接口说明。")
        raise errors.Invalid({name: [errors.FieldError(f"{name}.type", text)] for name in of_wrong_kind})
    return dict(data)


def _refuse_unknown(data: Mapping[str, Any], known: Collection[str]) -> None:
    unknown = [name for name in data if name not in known]
    if unknown:
        text = _("这个接口没有这个字段，请核对名称。")
        raise errors.Invalid({name: [errors.FieldError(f"{name}.unknown", text)] for name in unknown})


def _refuse_repeated(data: Mapping[str, Any]) -> None:
    """Refuse a name that was sent twice: of two files one would be lost, and the caller told that all is well."""
    sent_at_all = data.lists() if isinstance(data, QueryDict) else ()
    repeated = [name for name, values in sent_at_all if len(values) > 1]
    if repeated:
        text = _("这个字段只能有一个值。有几个文件的，请逐个上传。")
        raise errors.Invalid({name: [errors.FieldError(f"{name}.repeated", text)] for name in repeated})


def uploaded(request: Request, form: type[forms.Form]) -> dict[str, Any]:
    """Return the judged values of a call that brings a file."""
    data: Any = request.data
    _refuse_unknown(data, form.base_fields)
    _refuse_repeated(data)
    bound = form(data, request.FILES)
    if not bound.is_valid():
        raise inputs.refusal_of(bound)
    return dict(bound.cleaned_data)


def revision_of(values: dict[str, Any]) -> int | None:
    """Take the revision out of a body and return it; None when the caller did not say what it saw."""
    given = values.pop(REVISION, None)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int):
        raise errors.Invalid.field(REVISION, f"{REVISION}.type", _("修订号应是整数。"))
    return given


def _takes(field: forms.Field, value: Any) -> bool:
    if value is None:
        return True
    if isinstance(field, StepsField | TextsField):
        return isinstance(value, list) and all(isinstance(part, Mapping) for part in value)
    if isinstance(field, StagesField):
        return isinstance(value, list) and all(_is_stage(part) for part in value)
    if isinstance(field, LinesField):
        return isinstance(value, list) and all(isinstance(part, Mapping) for part in value)
    allowed = next(values for kind, _build, values in _KINDS if isinstance(field, kind))
    if isinstance(value, bool):
        return bool in allowed
    if isinstance(value, list):
        return list in allowed and all(isinstance(part, str) for part in value)
    return isinstance(value, allowed)


def _is_stage(part: Any) -> bool:
    """Say whether it is one stage with both its words and nothing beside; what they say is for the form to judge."""
    names = set(DatedStage().fields)
    return isinstance(part, Mapping) and set(part) == names and all(isinstance(found, str) for found in part.values())
