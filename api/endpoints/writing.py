"""How do programs import Word documents, check texts, ask for suggestions and keep templates?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import parsers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import forms
from api.endpoints import disclosures
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.inputs import WhichUnit
from api.shapes import writing as shapes
from catalogs.models import Item
from core import errors, inputs
from disclosures.inputs import ItemField
from disclosures.models import Disclosure, TextTemplate
from disclosures.writing import aids as drafting_aids
from disclosures.writing import checks, completeness, importing, pictures, templates
from disclosures.writing.templates import BodyInput, TemplateInput


class WordFile(WhichUnit):
    """A document, the unit that it is of, and the item of its text."""

    file = django_forms.FileField(label=_("Word 文件"))
    item = ItemField(label=_("公开事项"), queryset=Item.objects.all(), to_field_name="public_id", required=False)
    dry_run = django_forms.BooleanField(label=_("只检查，不写入"), required=False)


class NewTemplate(WhichUnit, TemplateInput):
    """A template, and the unit that it is of."""


class ImportWord(Endpoint):
    """A Word document as a draft."""

    operation = "disclosures_import"
    permission_classes = (SignedIn,)
    parser_classes = (parsers.MultiPartParser,)
    serializer_class = shapes.ImportedWord
    form = WordFile
    problems = (413,)

    @extend_schema(responses={200: shapes.ImportedWord, 201: shapes.ImportedWord})
    def post(self, request: Request) -> Response:
        """Read a .docx, and begin a draft with it unless it is a dry run; says what did not come along."""
        wanted = forms.uploaded(request, WordFile)
        unit, file, item = wanted["unit"], wanted["file"], wanted["item"]
        text = importing.read_word(file, name=file.name, unit=unit, actor=self.actor)
        answer: dict[str, Any] = {**importing.fields_of(text), "body": text.html(), "text": text, "draft": None}
        if wanted["dry_run"]:
            return self.shown(answer)
        file.seek(0)
        data = {"item": str(item.public_id) if item else ""}
        draft = importing.import_word(file, name=file.name, unit=unit, data=data, actor=self.actor, at=self.at)
        return self.shown({**answer, "body": draft.body, "draft": draft}, status=201)


class Checks(Endpoint):
    """What is said of a draft before it is handed in."""

    operation = "disclosures_checks"
    permission_classes = (SignedIn,)
    serializer_class = shapes.DraftChecks

    def get(self, request: Request, disclosure_id: UUID) -> Response:
        """Say what is missing, what has to be settled, what would make the text better, and what could be written."""
        found = self.find(_worked_on(self.actor), disclosure_id)
        entry = completeness.entry_of(found, on=self.today)
        item = entry.item if entry else found.item
        lacking = completeness.lacking(found, entry)
        return self.shown(
            {
                "can_submit": not lacking,
                "missing": [
                    {"field": name, "code": each.code, "reason": each.reason}
                    for name, listed in lacking.items()
                    for each in listed
                ],
                "findings": checks.findings(found, item=item, attachments=pictures.listed(found)),
                "suggestions": drafting_aids.suggest(found, on=self.today),
            }
        )


class Templates(ListEndpoint):
    """List what drafts begin with, unit by unit."""

    operations = {"GET": "templates_list", "POST": "templates_add"}
    queryset = TextTemplate.objects.none()
    serializer_class = shapes.TextTemplate
    permission_classes = (SignedIn,)
    filter_backends = ()
    form = NewTemplate

    def get_queryset(self) -> QuerySet[TextTemplate]:
        """Return what this person sees."""
        return TextTemplate.objects.visible_to(self.actor).for_list()

    @extend_schema(responses={201: shapes.TextTemplate})
    def post(self, request: Request) -> Response:
        """Let drafts of a unit and those below it begin with a text."""
        values = self.sent()
        unit = inputs.cleaned(WhichUnit, {"unit": values.pop("unit", None)})["unit"]
        return self.shown(templates.add(unit, data=values, actor=self.actor, at=self.at), status=201)


class OneTemplate(Endpoint):
    """One template."""

    operations = {"GET": "templates_retrieve", "PATCH": "templates_edit", "DELETE": "templates_remove"}
    permission_classes = (SignedIn,)
    serializer_class = shapes.TextTemplate
    form = BodyInput
    revised = True

    def get(self, request: Request, template_id: UUID) -> Response:
        """Show one template."""
        return self.shown(self._found(template_id))

    def patch(self, request: Request, template_id: UUID) -> Response:
        """Write a template anew; `revision` says which text the caller changed."""
        found, values = self._found(template_id), self.sent()
        revision = forms.revision_of(values)
        if revision is None:
            raise errors.Invalid.field("revision", "revision.required", _("请附上您看到的修订号。"))
        edited = templates.edit(found, data=values, revision=revision, actor=self.actor, at=self.at)
        return self.shown(edited)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, template_id: UUID) -> Response:
        """Take a template away; its text stays in the trail."""
        templates.remove(self._found(template_id), actor=self.actor, at=self.at)
        return Response(status=204)

    def _found(self, template_id: UUID) -> TextTemplate:
        return self.find(TextTemplate.objects.visible_to(self.actor).for_list(), template_id)


def _worked_on(actor: Actor) -> QuerySet[Disclosure]:
    return disclosures.visible(actor).workable_by(actor)


def routes() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("disclosures/import/", ImportWord.as_view(), name="disclosures_import"),
        path("disclosures/<uuid:disclosure_id>/checks/", Checks.as_view(), name="disclosures_checks"),
        path("templates/", Templates.as_view(), name="templates"),
        path("templates/<uuid:template_id>/", OneTemplate.as_view(), name="template"),
    ]
