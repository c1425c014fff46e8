"""Why is a due rule refused, and what can be written instead?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Text

FIELD = "due_rule"


def _refused(code: str, reason: Text) -> Invalid:
    return Invalid.field(FIELD, code, reason)


def missing() -> Invalid:
    """Refuse an empty rule."""
    return _refused("due_rule.missing", _("没有写时限要求。例如：每季度首月10日前。"))


def unknown_words(text: str) -> Invalid:
    """Refuse words that name no day with certainty."""
    return _refused(
        "due_rule.unknown_words",
        _(
            "看不懂时限要求“%(text)s”。可以这样写：每季度首月10日前、期后10个工作日内、8月31日前、"
            "每年末前、自事项发生之日起5个工作日内。"
        )
        % {"text": text},
    )


def unknown_value() -> Invalid:
    """Refuse JSON that is no rule."""
    return _refused("due_rule.unknown_value", _("时限要求的数据不完整或含有不认识的内容，请重新填写时限要求。"))


def no_such_day(month: int, day: int) -> Invalid:
    """Refuse a date that does not come, or not every year."""
    return _refused(
        "due_rule.never_due",
        _("%(month)s月%(day)s日并非每年都有，按这一时限永远不会到期或有的年份不到期。月末请写“%(month)s月底前”。")
        % {"month": month, "day": day},
    )


def no_such_day_of_month(day: int) -> Invalid:
    """Refuse a day that no month has."""
    return _refused(
        "due_rule.never_due",
        _("没有哪个月有%(day)s日，按这一时限永远不会到期。请写1日至31日，月末请写“月底前”。") % {"day": day},
    )


def no_such_month(month: int) -> Invalid:
    """Refuse a month that the year, or the period, does not have."""
    return _refused(
        "due_rule.never_due",
        _("周期里没有第%(month)s个月，按这一时限永远不会到期。请核对月份。") % {"month": month},
    )


def no_such_length(days: int, most: int) -> Invalid:
    """Refuse a term of no days, or of more than a year."""
    return _refused(
        "due_rule.term_length",
        _("时限“%(days)s”天不合适，请写1至%(most)s之间的天数。") % {"days": days, "most": most},
    )


def before_period(text: str) -> Invalid:
    """Refuse a rule by which a period's matter would be due before the period begins."""
    return _refused(
        "due_rule.before_period",
        _("按“%(text)s”，有的周期还没有开始就已到期。请改用周期内或周期结束后的日期，例如：期后10个工作日内。")
        % {"text": text},
    )


def other_period(text: str) -> Invalid:
    """Refuse a rule that speaks of quarters for an item of every month."""
    return _refused(
        "due_rule.other_period",
        _("时限要求“%(text)s”与公开周期不一致。请修改时限要求，或者修改公开周期。") % {"text": text},
    )


def needs_period(text: str) -> Invalid:
    """Refuse a rule about periods for what has none."""
    return _refused(
        "due_rule.needs_period",
        _("“%(text)s”按周期计算，只适用于定期公开的事项。即时公开的请写：自事项发生之日起5个工作日内。")
        % {"text": text},
    )


def needs_event(text: str) -> Invalid:
    """Refuse a rule about an event for what comes by itself."""
    return _refused(
        "due_rule.needs_event",
        _("“%(text)s”从事项发生之日起计算，不适用于定期公开的事项。定期公开的请写：期后10个工作日内。")
        % {"text": text},
    )
