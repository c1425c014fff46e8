"""How does an edition leave the system, in the tables that offices know?

`office` writes the six columns of party offices, `national` the wider layout of the national standards. What a layout
holds comes back unchanged when the file is imported.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from catalogs import wording
from catalogs.models import CatalogVersion, Item
from catalogs.reading import levels
from core.errors import Text
from core.sheets import Sheet, write_csv, write_xlsx
from core.sheets.writing import Value

OFFICE_HEADERS: tuple[Text, ...] = ("一级目录", "二级目录", "公开形式", "公开范围", "公开时限", "责任单位")
NATIONAL_HEADERS: tuple[Text, ...] = (
    *("序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体"),
    *("公开对象", "公开方式", "公开层级"),
)
_OFFICE_WIDTHS = (22, 44, 30, 16, 18, 22)
_NATIONAL_WIDTHS = (6, 18, 30, 40, 36, 18, 20, 28, 16, 10, 18)


class FileFormat(enum.StrEnum):
    """As what kind of file."""

    XLSX = "xlsx"
    CSV = "csv"


CONTENT_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}


class TableLayout(enum.StrEnum):
    """In whose table."""

    OFFICE = "office"
    NATIONAL = "national"


def office(version: CatalogVersion, file_format: FileFormat) -> bytes:
    """Return the edition in the six columns of party offices."""
    return table(_items(version), TableLayout.OFFICE, file_format, title=version.catalog.name)


def national(version: CatalogVersion, file_format: FileFormat) -> bytes:
    """Return the edition in the layout of the national standards."""
    return table(_items(version), TableLayout.NATIONAL, file_format, title=version.catalog.name)


def table(items: Sequence[Item], layout: TableLayout, file_format: FileFormat, *, title: Text) -> bytes:
    """Return items whose categories are loaded, such as a unit's effective catalog, in either layout."""
    if layout is TableLayout.OFFICE:
        return _file(title, OFFICE_HEADERS, _office_rows(items), _OFFICE_WIDTHS, file_format)
    return _file(title, NATIONAL_HEADERS, _national_rows(items), _NATIONAL_WIDTHS, file_format)


def _office_rows(items: Sequence[Item]) -> list[Sequence[Value]]:
    return [
        (
            item.category.title,
            item.title,
            wording.words(item.channels),
            wording.scopes(item),
            wording.time(item),
            wording.words(item.departments),
        )
        for item in items
    ]


def _national_rows(items: Sequence[Item]) -> list[Sequence[Value]]:
    """公开层级 tells the kinds of unit that owe an item; nothing in catalogs is disclosed on application only."""
    return [
        (
            number,
            item.category.title,
            item.title,
            item.elements,
            item.basis,
            wording.time(item),
            wording.words(item.departments),
            wording.words(item.channels),
            wording.scopes(item),
            "主动",
            wording.words(levels.name_of(kind) for kind in item.unit_kinds),
        )
        for number, item in enumerate(items, start=1)
    ]


def _items(version: CatalogVersion) -> list[Item]:
    return list(version.items.select_related("category").in_catalog_order())


def _file(
    title: Text,
    headers: Sequence[Text],
    rows: Sequence[Sequence[Value]],
    widths: Sequence[int],
    file_format: FileFormat,
) -> bytes:
    if file_format is FileFormat.CSV:
        return write_csv(headers, rows)
    name = _("公开目录")
    return write_xlsx([Sheet(name, headers, rows, widths, title=title)])
