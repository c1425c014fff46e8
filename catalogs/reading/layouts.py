"""Under which headers do offices write their catalogs?

`OFFICE` is the table of six columns that party offices use, `NATIONAL` the wider one of the national standards, whose
header has two rows. The headers are what stands in files, not what people are shown. `公开方式` means the channels in
the one and whether an application is needed in the other.
"""

from __future__ import annotations

from core.sheets import Column, Layout

_BASIS = Column("basis", "公开依据", ("依据", "法律法规和政策依据", "法律依据", "政策依据"), required=False)
_TIME = Column("time", "公开时限", ("公开时间", "公开时效", "时限", "公开期限", "公开周期"))

OFFICE = Layout(
    "office",
    (
        Column(
            "category",
            "一级目录",
            ("类别", "公开类别", "项目类别", "一级事项", "一级公开事项", "公开事项一级事项", "公开目录一级目录"),
            fill_down=True,
        ),
        Column(
            "title",
            "二级目录",
            ("公开内容", "公开事项", "事项名称", "公开项目", "二级事项", "公开事项二级事项", "公开目录二级目录"),
        ),
        Column("elements", "内容要素", ("公开内容要素", "公开要素", "具体内容", "三级目录"), required=False),
        _BASIS,
        Column(
            "channels",
            "公开形式",
            ("公开方式", "公开渠道", "公开载体", "公开渠道和载体", "公开形式和载体", "公开方式及载体", "公开途径"),
        ),
        Column("scopes", "公开范围", ("公开对象", "公开范围对象", "范围")),
        _TIME,
        Column(
            "departments",
            "责任单位",
            (
                "责任科室",
                "责任部门",
                "承办科室",
                "承办部门",
                "承办单位",
                "责任主体",
                "责任处室",
                "公开主体",
                "牵头部门",
            ),
        ),
        Column("index_no", "索引号", required=False),
    ),
)

NATIONAL = Layout(
    "national",
    (
        Column("category", "一级事项", ("公开事项一级事项", "公开事项一级", "一级", "一级目录"), fill_down=True),
        Column("title", "二级事项", ("公开事项二级事项", "公开事项二级", "二级", "二级目录")),
        Column("elements", "公开内容（要素）", ("公开内容", "公开要素", "内容要素")),
        _BASIS,
        _TIME,
        Column("departments", "公开主体", ("责任主体", "公开责任主体", "责任单位", "责任部门")),
        Column("channels", "公开渠道和载体", ("公开渠道", "公开载体", "公开渠道及载体", "公开渠道载体")),
        Column("scopes", "公开对象", ("公开范围",), required=False),
        Column("to_society", "公开对象（全社会）", ("全社会",), required=False),
        Column(
            "to_audience",
            "公开对象（特定群体）",
            ("特定群体", "特定群众", "公开对象特定群众", "公开对象特定群体请写明"),
            required=False,
        ),
        Column("way", "公开方式", required=False),
        Column("on_own_motion", "公开方式（主动）", ("主动", "主动公开", "公开方式主动公开"), required=False),
        Column("on_application", "公开方式（依申请）", ("依申请", "依申请公开", "公开方式依申请公开"), required=False),
        Column("levels", "公开层级", required=False),
        Column("index_no", "索引号", required=False),
    ),
)

LAYOUTS = (OFFICE, NATIONAL)
