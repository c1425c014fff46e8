"""How are Word and WPS documents for tests written? By hand, part by part, as the two programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003830181"
    "5e5fbe2b0000000049454e44ae426082"
)
STYLES = f"""{HEAD}<w:styles {NAMESPACES}>
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/>
<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="round"><w:name w:val="Round"/><w:basedOn w:val="round"/></w:style>
</w:styles>"""
NUMBERING = f"""{HEAD}<w:numbering {NAMESPACES}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>
<w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
</w:numbering>"""


def run(text: str, *, bold: bool = False, italic: bool = False, size: int = 0, font: str = "", extra: str = "") -> str:
    """Return a run; `size` in points."""
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + extra
    look += f'<w:rFonts w:ascii="Times New Roman" w:eastAsia="{font}" w:hint="eastAsia"/>' if font else ""
    look += f'<w:sz w:val="{size * 2}"/>' if size else ""
    return f'<w:r w:rsidR="00A1"><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs: str, style: str = "", align: str = "", number: tuple[int, int] | None = None) -> str:
    """Return a paragraph; `number` is the numbering and its level."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        look += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    look += f'<w:jc w:val="{align}"/>' if align else ""
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f'<w:p w:rsidR="00A1" w14:paraId="4D2B1C3E"><w:pPr>{look}</w:pPr>{inner}</w:p>'


def cell(text: str, *, across: int = 1, down: str = "", bold: bool = False) -> str:
    """Return a cell; `down` is `restart` where a merged column begins and `continue` where it goes on."""
    look = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    look += {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[down]
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{p(run(text, bold=bold))}</w:tc>"


def table(*rows: list[str]) -> str:
    """Return a table."""
    inner = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{inner}</w:tbl>"


def drawing(relation: str, *, alt: str = "", linked: bool = False) -> str:
    """Return a run with a picture."""
    how = "link" if linked else "embed"
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="{alt}"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:{how}="{relation}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def relation(key: str, kind: str, target: str, *, outside: bool = False) -> str:
    """Return one row of a table of relations."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{escape(target)}"{mode}/>'


def relations(*rows: str) -> str:
    """Return a table of relations."""
    inner = "".join(rows)
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def document(*blocks: str) -> str:
    """Return the main part."""
    return f"{HEAD}<w:document {NAMESPACES}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"


def content_types(main: str = MAIN, *more: str) -> str:
    """Return what the parts are said to be."""
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{"".join(more)}</Types>'
    )


def docx(
    *blocks: str, rows: tuple[str, ...] = (), parts: Mapping[str, str | bytes] | None = None, types: str = ""
) -> bytes:
    """Return a whole document: its blocks, further relations of the main part, further parts."""
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": types or content_types(),
        "_rels/.rels": relations(relation("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": document(*blocks),
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/_rels/document.xml.rels": relations(
            relation("rId1", "styles", "styles.xml"), relation("rId2", "numbering", "numbering.xml"), *rows
        ),
        **(parts or {}),
    }
    return archive(written)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Return parts as an archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, part in parts.items():
            opened.writestr(name, part)
    return content.getvalue()


def notice() -> bytes:
    """Return a notice as an office writes it: letterhead, number, title, addressee, text, table, signature."""
    return docx(
        p(run("000012", size=16)),
        p(run("特急", size=16, font="黑体")),
        p(run("中共示例区委办公室文件", size=36, font="方正小标宋简体"), align="center"),
        p(run("示例委办〔2026〕12号", size=16), align="center"),
        p(run("关于做好2026年第三季度党费收缴情况公开的", size=22, font="方正小标宋简体"), align="center"),
        p(run("通　　知", size=22, font="方正小标宋简体"), align="center"),
        p("各党支部："),
        p(run("现将有关事项通知如下，"), run("请认真执行", bold=True), run("。")),
        p(run("一、收缴情况", font="黑体", size=16)),
        p(run("（一）总体情况", font="楷体", size=16)),
        p("第三季度应收党费12,486元，实收12,486元，收缴率100%。"),
        table(
            [cell("支部", bold=True), cell("应收", bold=True), cell("实收", bold=True)],
            [cell("机关第一党支部", down="restart"), cell("6,000"), cell("6,000")],
            [cell("", down="continue"), cell("合计6,000元", across=2)],
        ),
        p(drawing("rId9", alt="收缴情况公示栏照片")),
        p(run("二、工作要求", font="黑体", size=16)),
        p("按时公开。", number=(2, 0)),
        p("接受监督。", number=(2, 0)),
        p(run("中共示例区委办公室"), align="right"),
        p(run("2026年11月21日"), align="right"),
        rows=(relation("rId9", "image", "media/image1.png"),),
        parts={"word/media/image1.png": PNG},
    )


def parts_of(content: bytes) -> dict[str, str | bytes]:
    """Return the parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
