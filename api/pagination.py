"""How are long lists cut?"""

from __future__ import annotations

from rest_framework import pagination


class Pages(pagination.PageNumberPagination):
    """`?page=2&page_size=50`: 20 a page, 100 at most."""

    page_size_query_param = "page_size"
    max_page_size = 100
