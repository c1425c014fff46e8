"""Which bodies are read at all? Small ones, of plain JSON that the database can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, parsers
from rest_framework.request import Request
from rest_framework.utils import json

from core import errors


class PlainJSONParser(parsers.JSONParser):
    """JSON within Django's limit, which the framework's own parser does not know of."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the content of a body, or refuse one that is too large, too deep, no text, or says one thing twice."""
        request: Request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise errors.TooLarge(reason=_("请求内容太大。长的内容请作为附件上传。"))
        try:
            content = json.loads(stream.read().decode(), object_pairs_hook=_each_once)
            json.dumps(content, ensure_ascii=False).encode()
        except (RecursionError, ValueError) as problem:  # half a surrogate pair and an endless number are no text
            raise exceptions.ParseError from problem
        return content


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object in which each name stands once: of two values one would be lost, and who knows which."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found
