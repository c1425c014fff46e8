"""How does a test walk through the pages of one tenant? In a browser that leaves the test where it was."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from core import schemas
from tenants import current
from tests.world import PASSWORD


class Browser(Client):
    """A browser at one host. Serving leaves the tenant, as it must; the test goes back into its own."""

    def __init__(self, host: str = "district.localhost", **facts: Any) -> None:
        super().__init__(HTTP_HOST=host, **facts)

    def request(self, **request: Any) -> Any:
        """Ask, and come back into the tenant of the test."""
        tenant = current.tenant()
        try:
            return super().request(**request)
        finally:
            schemas.enter(tenant)

    def sign_in(self, username: str, password: str = PASSWORD, **more: str) -> Any:
        """Send the form of the sign-in page."""
        form = {"username": username, "password": password, **more}
        return self.post(reverse("account:sign_in"), form)


def signed_in(username: str, **facts: Any) -> Browser:
    """Return a browser in which this person of the world has signed in."""
    browser = Browser(**facts)
    browser.sign_in(username)
    return browser
