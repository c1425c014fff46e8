"""What is one notice, before it is sent?"""

from __future__ import annotations

from dataclasses import dataclass

from core import errors


@dataclass(frozen=True)
class Message:
    """A notice to some people about one cause.

    A person gets at most one notice per `cause`, ever: `disclosure.returned:<id>:<revision>`. `path` is where the
    matter can be seen, without host: the mail puts the tenant's own address before it.
    """

    recipient_ids: tuple[int, ...]
    kind: str
    title: errors.Text
    path: str
    cause: str
    body: errors.Text = ""
    by_mail: bool = True
    """Off for what is worth a line in the workspace but no mail of its own."""

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or self.path.startswith("//"):
            raise ValueError(f"the path of a notice starts at the root of the tenant's own site: {self.path!r}")
        if not self.cause:
            raise ValueError("a notice without a cause could be sent twice")
