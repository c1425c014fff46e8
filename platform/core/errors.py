"""What can a verb answer other than success?

Each refusal carries a stable code for programs (`noun.problem`) and a Chinese sentence for people that names what,
where and what to do. Interfaces translate refusals in one place each; nobody decides by message text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
"""Text shown to people: a string, or a translation that is looked up when it is shown."""


class Refusal(Exception):
    """A verb was refused and nothing was written.

    `status` is the HTTP status that interfaces answer with; the domain never reads it.
    """

    status: ClassVar[int] = 400
    wait: int | None = None
    """Seconds after which it is worth asking again, where that is known (`Retry-After`)."""
    default_code: ClassVar[str] = "request.refused"
    default_reason: ClassVar[Text] = _("这一步不能办理。")

    def __init__(self, code: str = "", reason: Text = "") -> None:
        self.code = code or self.default_code
        self.reason = reason or self.default_reason
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


class Denied(Refusal):
    """The person may see the thing but may not do this with it."""

    status = 403
    default_code = "permission.denied"
    default_reason = _("您没有办理这一步的权限。")


class Missing(Refusal):
    """There is no such thing, or it is none of this person's business that there is."""

    status = 404
    default_code = "object.missing"
    default_reason = _("没有找到您要的内容。它可能已被移走，或者不在您的查看范围内。")


class Gone(Refusal):
    """The thing was here for this person, and was taken away for good."""

    status = 410
    default_code = "object.gone"
    default_reason = _("这一件已经撤下，不再提供。")


class Conflict(Refusal):
    """The thing is not as the caller believes."""

    status = 409
    default_code = "object.conflict"


class WrongState(Conflict):
    """The verb does not start from the state that the thing is in."""

    default_code = "state.wrong"
    default_reason = _("当前状态下不能办理这一步，请刷新页面查看最新情况。")


class Stale(Conflict):
    """Somebody else changed the thing after the caller read it."""

    default_code = "revision.stale"
    default_reason = _("在您打开页面以后，已有人改动或办理了它。您填写的内容没有丢失，请核对最新情况后再办理。")


class TooLarge(Refusal):
    """The input is larger than is accepted."""

    status = 413
    default_code = "input.too_large"


class Unavailable(Refusal):
    """A part that this verb needs does not answer at the moment."""

    status = 503
    default_code = "service.unavailable"
    default_reason = _("系统暂时无法办理，您填写的内容没有丢失，请几分钟后再试。")


class Busy(Unavailable):
    """Somebody else was at the same thing in this very moment; this step left no trace, and may be taken again."""

    wait = 2
    default_code = "conflict.busy"
    default_reason = _("此刻另有操作在改动同样的内容，这一步没有办理，没有写入任何内容。请过几秒再办一次。")


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field; `row` counts from 1 in spreadsheets."""

    code: str
    reason: Text
    row: int | None = None


class Invalid(Refusal):
    """The input is not what the verb accepts; `errors` names each field and what to write there."""

    status = 422
    default_code = "input.invalid"
    default_reason = _("填写的内容有需要改正的地方。")

    def __init__(
        self,
        errors: Mapping[str, Sequence[FieldError]] | None = None,
        *,
        code: str = "",
        reason: Text = "",
    ) -> None:
        self.errors: dict[str, list[FieldError]] = {name: list(found) for name, found in (errors or {}).items()}
        super().__init__(code, reason)

    @classmethod
    def field(cls, name: str, code: str, reason: Text) -> Invalid:
        """Return the refusal of a single field, its code being the refusal's code."""
        return cls({name: [FieldError(code, reason)]}, code=code, reason=reason)
