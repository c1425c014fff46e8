"""Does the portal show what is public, to whom it is public?"""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize("path", ["/", "/catalog/", "/units/", "/units/?q=jg", "/disclosures/", "/search/?q=党费"])
def test_public_pages_answer_without_an_account(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
