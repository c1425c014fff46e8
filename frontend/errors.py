"""How is a refusal told to a person? One place that turns each kind into a page, or into a note for htmx.

Every page says what happened, why, what to do next and who can help, with the stable code in small.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core import context, errors
from core.errors import Text
from frontend import fragments
from frontend.context import Shell

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Way:
    """Somewhere to go on from here."""

    label: Text
    path: str


@dataclass(frozen=True)
class Problem:
    """What the page of an error shows."""

    status: int
    title: Text
    reason: Text
    advice: Sequence[Text]
    code: str
    details: Sequence[Text] = ()
    ways: Sequence[Way] = ()
    request_id: str = ""


TITLES: dict[int, Text] = {
    400: _("这个请求无法办理"),
    403: _("这一步您不能办理"),
    404: _("没有找到这个页面"),
    409: _("情况已经变化"),
    410: _("这一件已经撤下"),
    413: _("内容太大"),
    422: _("填写的内容需要改正"),
    429: _("操作过于频繁"),
    500: _("系统出了故障"),
    503: _("暂时无法办理"),
}
ADVICE: dict[int, Sequence[Text]] = {
    400: (_("返回上一页，重新打开后再试。"), _("仍然不行的，请把下面的问题代码告诉本单位管理员。")),
    403: (_("请由有权限的同志办理。"), _("认为自己应当有权限的，请联系本单位管理员核对岗位。")),
    404: (
        _("核对网址是否完整。"),
        _("从首页或者公开目录重新查找。"),
        _("内容只在党内或者单位内公开的，登录后才能查看。"),
    ),
    409: (_("返回上一页并刷新，看最新情况。"), _("需要的话，在最新内容上重新办理。")),
    410: (_("从首页或者公开目录查找其他公开信息。"), _("需要了解情况的，请联系公开单位。")),
    413: (_("把文件拆小，或者压缩图片后再上传。"),),
    422: (_("返回上一页，按上面的说明改正后再提交。"),),
    429: (_("过一小时再试；已经打开的页面不受影响。"),),
    500: (_("几分钟后再试一次。"), _("仍然不行的，请把下面的请求编号告诉本单位管理员。")),
    503: (_("几分钟后再试一次，已填写的内容不会丢失。"), _("一直不行的，请联系本单位管理员。")),
}

TITLES_BY_CODE: dict[str, Text] = {
    "conflict.busy": _("没有办理，请再试一次"),
    "link.expired": _("链接已过期"),
    "link.revoked": _("链接已失效"),
}
ADVICE_BY_CODE: dict[str, Sequence[Text]] = {
    "conflict.busy": (
        _("返回上一页，过几秒再提交一次；填写的内容还在。"),
        _("连续几次都不行的，请联系本单位管理员。"),
    ),
}
"""Where the status alone would say the wrong thing."""

PLAIN: dict[str, tuple[str, Text]] = {
    "tenant.unknown_host": ("404.html", _("这个网址下没有网站。请核对网址，或者向主办单位询问正确的网址。")),
    "tenant.suspended": (
        "tenant_suspended.html",
        _("这个网站已暂停，没有办理。内容没有丢失，恢复后照常可用。要办急事的，请直接联系主办单位。"),
    ),
    "tenant.unavailable": ("503.html", _("网站正在准备，还不能打开。")),
}
"""What is told where no tenant answers: the page and the reason."""


def response_for(request: HttpRequest, refusal: errors.Refusal) -> HttpResponse:
    """Answer with the page of a refusal, or with a note when htmx asked for a fragment."""
    details = [error.reason for found in getattr(refusal, "errors", {}).values() for error in found]
    response = _answer(request, refusal.status, refusal.code, refusal.reason, details)
    if refusal.wait is not None:
        response["Retry-After"] = str(refusal.wait)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense, or that is larger than any form; what was typed is still in the browser."""
    if isinstance(exception, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
        text = _("一次提交的文字不能超过 %(limit)d MB，没有办理。请返回上一页，把粘贴在正文里的图片改为附件，再提交。")
        return _answer(request, errors.TooLarge.status, errors.TooLarge.default_code, text % {"limit": limit})
    return _answer(request, 400, "request.malformed", _("浏览器发来的内容不完整或者不符合要求，没有办理。"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not allowed."""
    return _answer(request, 403, errors.Denied.default_code, errors.Denied.default_reason)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for what is not there."""
    return _answer(request, 404, "page.missing", errors.Missing.default_reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours; nothing here may fail in turn, so the page is told nothing but the fault."""
    reason = _("这次操作没有完成，已填写的内容没有保存。故障已经记录，我们会尽快处理。")
    problem = _problem(None, 500, "system.fault", reason)
    try:
        return HttpResponse(render_to_string("500.html", {"problem": problem}), status=500)
    except Exception:
        logger.exception("the page of a fault could not be shown")
        return HttpResponse(f"{problem.title}。{problem.reason}", status=500, content_type="text/plain; charset=utf-8")


def closed_reason(code: str) -> Text:
    """Return why no tenant answers at a host, for programs too."""
    return PLAIN.get(code, PLAIN["tenant.unavailable"])[1]


def plain(request: HttpRequest, code: str, *, status: int) -> HttpResponse:
    """Answer before there is a tenant, a session or a language: with nothing of any tenant on the page."""
    template, reason = PLAIN.get(code, PLAIN["tenant.unavailable"])
    problem = _problem(None, status, code, reason)
    return HttpResponse(render_to_string(template, {"problem": problem}), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page was open too long, or that another site sent."""
    logger.warning("form refused: %s", reason)
    text = _("页面打开得太久，或者浏览器没有保存登录信息，这次提交没有办理。请返回上一页，刷新后重新提交。")
    return _answer(request, 403, "form.expired", text)


def _answer(request: HttpRequest, status: int, code: str, reason: Text, details: Sequence[Text] = ()) -> HttpResponse:
    problem = _problem(request, status, code, reason, details)
    if fragments.wants_fragment(request):
        response = HttpResponse(render_to_string("errors/fragment.html", {"problem": problem}), status=status)
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML"
        return response
    template = f"{status}.html" if status in (400, 403, 404, 409, 503) else "errors/page.html"
    return HttpResponse(render_to_string(template, {"problem": problem}, request), status=status)


def _problem(
    request: HttpRequest | None, status: int, code: str, reason: Text, details: Sequence[Text] = ()
) -> Problem:
    known = status if status in TITLES else 400
    return Problem(
        status=status,
        title=TITLES_BY_CODE.get(code, TITLES[known]),
        reason=reason,
        advice=ADVICE_BY_CODE.get(code, ADVICE[known]),
        code=code,
        details=details,
        ways=_ways_on(request, status),
        request_id=context.current_request_id(),
    )


def _ways_on(request: HttpRequest | None, status: int) -> list[Way]:
    """Return where to go from here: staff to their work, others to the portal and, where it may help, to sign in."""
    if request is None:
        return [Way(_("回到首页"), "/")]
    shell = Shell(request)
    if shell.is_signed_in:
        return [Way(_("回到我的待办"), shell.workspace_path), Way(_("看公开网站"), shell.home_path)]
    ways = [Way(_("回到首页"), shell.home_path)]
    if status in (403, 404) and shell.sign_in_path:
        ways.append(Way(_("登录后查看"), shell.sign_in_path))
    return ways
