"""Which bodies are read at all? Small ones, of plain JSON that the database can hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, parsers
from rest_framework.request import Request

from core import errors


class PlainJSONParser(parsers.JSONParser):
    """JSON within Django's limit, which the framework's own parser does not know of."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the content of a body, or refuse one that is too large, too deep or no text."""
        request: Request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise errors.TooLarge(reason=_("请求内容太大。长的内容请作为附件上传。"))
        try:
            content = super().parse(stream, media_type, parser_context)
            json.dumps(content, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (RecursionError, UnicodeEncodeError) as problem:
            raise exceptions.ParseError from problem
        return content
