"""Which columns does a spreadsheet of units have, and how do offices head them?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.sheets import Column, Layout

CODE = "code"
NAME = "name"
PARENT = "parent"
PATH = "path"
KIND = "kind"
SECTOR = "sector"
SORT = "sort_no"
DEPARTMENTS = "departments"

PATH_SEPARATORS = "/／>＞\\"
LIST_SEPARATORS = "、，,；;/／|\n\t"


def _columns(*required: str) -> list[Column]:
    return [
        Column(
            CODE,
            _("单位编码"),
            ("组织编码", "编码", "单位代码", "组织代码", "党组织编码", "党组织代码"),
            required=False,
        ),
        Column(NAME, _("单位名称"), ("组织名称", "党组织名称", "单位全称", "名称", "单位"), required=NAME in required),
        Column(
            PARENT,
            _("上级单位"),
            ("上级组织", "上级党组织", "上级单位名称", "上级单位编码", "上级编码", "隶属单位", "隶属关系", "上级"),
            required=PARENT in required,
        ),
        Column(PATH, _("路径"), ("单位路径", "组织路径", "全路径", "完整路径"), required=PATH in required),
        Column(KIND, _("组织类型"), ("单位类型", "组织类别", "党组织类别", "类型", "类别"), required=False),
        Column(SECTOR, _("领域"), ("所属领域", "行业领域", "单位领域"), required=False),
        Column(SORT, _("排序"), ("排序号", "顺序", "顺序号", "显示顺序"), required=False),
        Column(DEPARTMENTS, _("责任科室"), ("责任部门", "内设科室", "内设机构", "科室"), required=False),
    ]


LAYOUTS = [Layout("parent", _columns(NAME, PARENT)), Layout("path", _columns(PATH))]
"""A file says where a unit stands either by its superior or by its path from the root."""
