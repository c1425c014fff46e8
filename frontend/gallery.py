"""What components are there, and when is which used? A page with every one in every state, for builders of pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import errors
from frontend import specimens


@dataclass(frozen=True)
class Specimen:
    """A component on show: the name of its tag and of its templates, and when to use it."""

    name: str
    when: str

    @property
    def template(self) -> str:
        """The template that shows it in every state."""
        return f"gallery/{self.name}.html"


SPECIMENS = (
    Specimen("state", "事物所处的状态。先是字，再是图标和形状，最后才是颜色；一行最多两个。"),
    Specimen("due", "期限，用话说出来，下面是日期。最后3个工作日起变琥珀色，逾期变红。"),
    Specimen("tag", "不是状态的属性：公开范围、必须、已收紧。"),
    Specimen("origin", "目录事项从哪一级来。"),
    Specimen("meter", "一个比例，旁边总有数字。"),
    Specimen("crumbs", "在组织树里的位置，从根开始，最后一个是本页。"),
    Specimen("head", "页面标题、一行事实，右边是操作；主要操作只有一个。"),
    Specimen("panel", "一个主题一块，不套叠。"),
    Specimen("note", "关于本页的一句话。不用来宣传功能。"),
    Specimen("empty_state", "这里还没有内容：以后会有什么，现在做哪一步。"),
    Specimen("doors", "公众来办的几件事，只在网站首页用。"),
    Specimen("figures", "同一期间的一组数，最多五个。"),
    Specimen("list_row", "标题、单位和日期，整行可点。"),
    Specimen("task", "待办清单的一行：种类、标题、状态、期限、一个动作。"),
    Specimen("facts", "元数据：名称和值。两列的用在公开信息页。"),
    Specimen("table_head", "真正的表格。窄屏时每行变成一块。"),
    Specimen("tabs", "同一清单的几种看法，带件数。不用来表示步骤。"),
    Specimen("pager", "长清单的前后页，说清一共多少。"),
    Specimen("node", "组织树的一个单位。没有脚本时就是一个链接；键盘左右键开合。"),
    Specimen("file", "附件：名称、大小、下载。"),
    Specimen("steps", "一项任务的已知步骤和现在到哪一步。"),
    Specimen("line", "已经发生和将要发生的事，按日期。"),
    Specimen("checks", "符合和不符合的条件；不符合的带去改的链接。"),
    Specimen("diff", "两个版本对照，删去的和增加的。"),
    Specimen("error_summary", "表单被退回时放在最上面，得到焦点，链接到各项。"),
    Specimen("field", "表单的一项：名称、提示、错误和输入。"),
    Specimen("rich_text", "公开正文。没有脚本时是普通文本框。"),
    Specimen("reason", "现在不能办的一步：为什么，谁能办。"),
    Specimen("actions", "可以办的步骤，由办理流程给出。"),
    Specimen("keys", "清单的快捷键和关掉它的开关。"),
)


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; only in the demo and while developing."""
    if not (settings.DEBUG or settings.DEMO):
        raise errors.Missing
    return render(request, "gallery/page.html", {"specimens": SPECIMENS, **specimens.values()})
