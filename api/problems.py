"""How is a refusal told to a program? As `application/problem+json` (RFC 9457) with a stable code, in one place."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core import context, errors
from disclosures.actions import DraftChanged

CONTENT_TYPE = "application/problem+json"
_CODES = {
    400: ("request.malformed", _("请求的格式不对。")),
    401: ("sign_in.required", _("请先登录，或者在请求头中附上有效的令牌。")),
    403: ("permission.denied", errors.Denied.default_reason),
    404: ("object.missing", errors.Missing.default_reason),
    405: ("method.not_allowed", _("这个地址不接受这种请求方法。")),
    410: (errors.Gone.default_code, errors.Gone.default_reason),
    413: (errors.TooLarge.default_code, _("请求内容太大。")),
    406: ("format.not_acceptable", _("不能用所要求的格式回答。")),
    415: ("format.unsupported", _("不支持这种请求内容的格式。")),
    429: ("rate.exceeded", _("请求太频繁，请稍后再试。")),
}


def answer(problem: Exception, _context: dict[str, Any]) -> Response | None:
    """Translate an exception raised in an API view; None lets an unexpected one become a 500."""
    refusal = _as_refusal(problem)
    if refusal is None:
        return None
    set_rollback()
    body, status, headers = refusal
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def response_for(refusal: errors.Refusal) -> JsonResponse:
    """Translate a refusal raised outside of an API view."""
    body, status, headers = _told(refusal)
    return JsonResponse(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def fault() -> JsonResponse:
    """Answer after a fault of ours, or of the server's: nothing of it is told, but where it stands in the log."""
    return _answer_plain(500, "system.fault", _("系统出了故障，这次操作没有完成。故障已经记录，请稍后再试。"))


def unreadable() -> JsonResponse:
    """Answer a request that was refused before it met the API."""
    return _answer_plain(400)


def _answer_plain(status: int, code: str = "", reason: errors.Text = "") -> JsonResponse:
    return JsonResponse(_plain(status, code, reason), status=status, content_type=CONTENT_TYPE)


@csrf_exempt  # it changes nothing, and a program is to be told of the address, not of a cookie
def not_found(request: HttpRequest, *_rest: Any) -> JsonResponse:
    """Answer for an address under `/api/` that does not exist."""
    return response_for(errors.Missing("address.missing", _("没有这个接口地址。")))


def _as_refusal(problem: Exception) -> tuple[dict[str, Any], int, dict[str, str]] | None:
    if isinstance(problem, errors.Refusal):
        return _told(problem)
    if isinstance(problem, Http404):
        return _plain(404), 404, {}
    if isinstance(problem, RequestDataTooBig):
        return _plain(413), 413, {}
    if isinstance(problem, SuspiciousOperation):
        return _plain(400), 400, {}
    if isinstance(problem, PermissionDenied):
        return _plain(403), 403, {}
    if isinstance(problem, exceptions.ValidationError):
        return _body(_invalid(problem)), 422, {}
    if isinstance(problem, exceptions.AuthenticationFailed):
        return (
            _plain(401, "token.invalid", _("接口令牌无效、已停用或已过期，请重新登录取得令牌。")),
            401,
            _headers(problem),
        )
    if isinstance(problem, exceptions.APIException):
        return _plain(problem.status_code), problem.status_code, _headers(problem)
    return None


def _told(refusal: errors.Refusal) -> tuple[dict[str, Any], int, dict[str, str]]:
    headers = {} if refusal.wait is None else {"Retry-After": str(refusal.wait)}
    return _body(refusal), refusal.status, headers


def _invalid(problem: exceptions.ValidationError) -> errors.Invalid:
    """Return what a filter found as the refusal that forms raise, so that programs meet one shape."""
    detail = problem.detail if isinstance(problem.detail, dict) else {"": problem.detail}
    found = {}
    for name, listed in detail.items():
        told = listed if isinstance(listed, list) else [listed]
        found[str(name)] = [errors.FieldError(f"{name}.{getattr(one, 'code', 'invalid')}", str(one)) for one in told]
    return errors.Invalid(found)


def _headers(problem: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(problem, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(problem, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _body(refusal: errors.Refusal) -> dict[str, Any]:
    body = _plain(refusal.status, refusal.code, refusal.reason)
    if isinstance(refusal, errors.Invalid) and refusal.errors:
        body["errors"] = {name: [_field(error) for error in found] for name, found in refusal.errors.items()}
    if isinstance(refusal, DraftChanged):
        body["current"] = {"revision": refusal.current.revision, **refusal.theirs}
    return body


def _field(error: errors.FieldError) -> dict[str, Any]:
    told = {"code": error.code, "reason": str(error.reason)}
    return told if error.row is None else {**told, "row": error.row}


def _plain(status: int, code: str = "", reason: errors.Text = "") -> dict[str, Any]:
    known_code, known_reason = _CODES.get(status, _CODES[400])
    return {
        "type": "about:blank",
        "title": str(reason or known_reason),
        "status": status,
        "code": code or known_code,
        "request_id": context.current_request_id(),
    }
