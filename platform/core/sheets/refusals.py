"""Why is a file not read as a spreadsheet, and what should its sender do?"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from core.errors import FieldError, Invalid, Text, TooLarge

FIELD = "file"


def _refused(code: str, reason: Text) -> Invalid:
    return Invalid.field(FIELD, code, reason)


def empty() -> Invalid:
    """Refuse a file that holds nothing."""
    return _refused("sheet.empty", _("这个文件是空的。请检查是否选对了文件，再重新上传。"))


def not_a_spreadsheet(name: str) -> Invalid:
    """Refuse content that is something else, whatever its name says."""
    return _refused(
        "sheet.not_a_spreadsheet",
        _("“%(name)s”不是电子表格。请用 WPS 或 Excel 打开原表，另存为 .xlsx 或 .csv 后再上传。") % {"name": name},
    )


def damaged(name: str) -> Invalid:
    """Refuse what claims to be a workbook but does not hold together."""
    return _refused(
        "sheet.damaged",
        _("“%(name)s”已损坏或不完整，无法读取。请用 WPS 或 Excel 打开检查，另存为 .xlsx 后再上传。") % {"name": name},
    )


def old_format(name: str) -> Invalid:
    """Refuse a format from before 2007, or one that only one program reads."""
    return _refused(
        "sheet.old_format",
        _("“%(name)s”是旧格式或其他软件的表格。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。") % {"name": name},
    )


def encrypted(name: str) -> Invalid:
    """Refuse a workbook that asks for a password."""
    return _refused(
        "sheet.encrypted",
        _("“%(name)s”设置了打开密码，无法读取。请去掉密码，另存为 .xlsx 后再上传。") % {"name": name},
    )


def bomb(name: str) -> Invalid:
    """Refuse what is small on the wire and huge when unpacked."""
    return _refused(
        "sheet.bomb",
        _("“%(name)s”解压后过大，已停止读取。请把需要的内容复制到新建的表格中，另存为 .xlsx 后再上传。")
        % {"name": name},
    )


def too_large(limit: int) -> TooLarge:
    """Refuse more bytes than are accepted."""
    return TooLarge(
        "sheet.too_large",
        _("文件超过 %(limit)d MB，没有读取。请删去图片和多余的工作表，或分成几个文件上传。")
        % {"limit": max(1, limit // 1_000_000)},
    )


def too_many_rows(limit: int) -> TooLarge:
    """Refuse more rows than are accepted."""
    return TooLarge(
        "sheet.too_many_rows",
        _("表格超过 %(limit)d 行，没有读取。请分成几个文件上传。") % {"limit": limit},
    )


def broken_quotes(row: int) -> Invalid:
    """Refuse a stray quotation mark, after which it is uncertain where cells end."""
    return _refused(
        "sheet.broken_quotes",
        _("第 %(row)d 行附近的英文双引号不成对，后面的内容无法分清。请改正引号，或用 WPS 打开后另存为 .xlsx 再上传。")
        % {"row": row},
    )


def missing_columns(missing: Sequence[tuple[str, str]], found: Sequence[str], where: str) -> Invalid:
    """Refuse a table that lacks columns; `missing` lists names and labels, `found` the headers seen."""
    labels = _("、").join(label for _name, label in missing)
    if found:
        reason = _(
            "缺少列：%(labels)s。%(where)s找到的列是：%(found)s。请补上缺少的列，或改用这些列名，再重新上传。"
        ) % {
            "labels": labels,
            "where": where,
            "found": _("、").join(found),
        }
    else:
        reason = _("没有找到表头。表格中要有这些列：%(labels)s。请把列名写在数据上方的一行，再重新上传。") % {
            "labels": labels
        }
    code = "sheet.missing_column"
    return Invalid({name: [FieldError(code, reason)] for name, _label in missing}, code=code, reason=reason)


def duplicate_columns(name: str, label: str, headers: Sequence[str], row: int) -> Invalid:
    """Refuse two headers for the same column: nobody but the sender knows which one counts."""
    reason = _("第 %(row)d 行的这些列都表示“%(label)s”：%(headers)s。请只保留一列，或给另一列改名，再重新上传。") % {
        "row": row,
        "label": label,
        "headers": _("、").join(headers),
    }
    code = "sheet.duplicate_column"
    return Invalid({name: [FieldError(code, reason, row)]}, code=code, reason=reason)
