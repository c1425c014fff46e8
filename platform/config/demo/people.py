"""Who works in the demo's organisations? One person for each role, and a clerk and a leader where texts are written."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from accounts import actions, actors
from accounts.actors import Actor
from accounts.models import User
from config.demo.cast import PASSWORD
from core import pinyin
from hierarchy.models import Unit

TERM_DAYS = 720


@dataclass(frozen=True)
class Person:
    """Somebody with a post."""

    username: str
    name: str
    unit: str
    role: str
    title: str = ""


CAST = {
    "district": (
        Person("admin", "周明远", "QW", "admin", "公开办主任"),
        Person("superior", "郑国栋", "QW", "superior", "区委副书记"),
        Person("inspector", "冯立新", "QW", "inspector", "区纪委监督室"),
        Person("secrecy", "褚卫东", "QW", "secrecy", "保密办"),
        Person("supervisor", "卫秀兰", "QW", "supervisor"),
        Person("clerk", "陈晓燕", "JG01", "clerk", "公开工作联络员"),
        Person("leader", "杨建华", "JG01", "leader", "党支部书记"),
        Person("deputy", "秦守正", "JG01", "in_charge", "党支部副书记"),
        Person("member", "朱丽萍", "JG01", "member"),
    ),
    "college": (
        Person("admin", "蒋文博", "XY", "admin", "党政办主任"),
        Person("superior", "沈志强", "XY", "superior", "院党委副书记"),
        Person("inspector", "韩雪梅", "XY", "inspector", "院纪委"),
        Person("secrecy", "杨保国", "XY", "secrecy", "保密委员会"),
        Person("supervisor", "朱桂芳", "XY", "supervisor"),
        Person("clerk", "秦小红", "JD", "clerk", "公开工作联络员"),
        Person("leader", "尤振华", "JD", "leader", "党总支书记"),
        Person("member", "许文静", "JD", "member"),
    ),
}
WRITERS = {
    "district": {
        "QW": ("夏雨晴", "程立军"),
        "JG": ("陶敏", "姜德海"),
        "JG02": ("何佳怡", "吕志远"),
        "JG05": ("施文斌", "张红英"),
        "JG10": ("孔令芳", "曹永刚"),
        "QS": ("戚雨欣", "谢庆丰"),
        "QS01": ("严玉珍", "华国平"),
        "QS02": ("金秀云", "魏长青"),
        "YH": ("邹丽华", "喻晓东"),
        "YH01": ("苗雨晨", "凤志刚"),
        "LJ": ("窦小芹", "章福来"),
        "LJ01": ("柏春生", "水根旺"),
        "JY": ("奚梅", "范思源"),
        "JY01": ("潘慧", "葛维民"),
        "WJ": ("鲁小凤", "韦志诚"),
        "WJ01": ("彭静", "郎学文"),
        "GZ": ("云美娟", "苏大勇"),
        "GZ02": ("昌海燕", "马俊杰"),
    },
    "college": {
        "DZ": ("苗雨", "凤鸣岐"),
        "JZ": ("花蕾", "方正平"),
        "DX": ("俞婷", "任重远"),
        "YX": ("袁媛", "柳成荫"),
        "DZ02": ("酆彬", "鲍思齐"),
    },
}


ALSO_AT = {"JG02": ("JG03", "JG04"), "JG05": ("JG06", "JG07")}
"""Small branches of the district's agencies, whose clerk and leader are those of another one."""


def appoint_all(slug: str, *, at: datetime.datetime, on: datetime.date) -> dict[str, Actor]:
    """Take everybody in through the administrator, and return them as actors by user name."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    acting = actors.SYSTEM
    found: dict[str, Actor] = {}
    for person in everybody(slug):
        made = actions.create_user(
            username=person.username,
            name=person.name,
            unit=units[person.unit],
            role=person.role,
            title=person.title,
            from_on=on,
            to_on=on + datetime.timedelta(days=TERM_DAYS) if person.role == "supervisor" else None,
            email=f"{person.username}@{slug}.example",
            password=PASSWORD,
            must_change_password=False,
            actor=acting,
            at=at,
        )
        for code in _also_at(slug, person):
            actions.appoint(
                made.user,
                unit=units[code],
                role=person.role,
                title=person.title,
                from_on=on,
                actor=acting,
                at=at,
            )
        found[person.username] = actors.of(User.objects.get(pk=made.user.pk), on=on)
        acting = found["admin"]
    return found


def everybody(slug: str) -> Iterator[Person]:
    """Yield all people of an organisation, the administrator first."""
    yield from CAST[slug]
    for unit, (clerk, leader) in WRITERS[slug].items():
        yield Person(pinyin.full(clerk), clerk, unit, "clerk", "公开工作联络员")
        yield Person(pinyin.full(leader), leader, unit, "leader", "党组织书记")


def writers_of(slug: str) -> dict[str, tuple[Person, Person]]:
    """Return the clerk and the leader of each unit that writes."""
    found: dict[str, dict[str, Person]] = {}
    for person in everybody(slug):
        for unit in (person.unit, *_also_at(slug, person)):
            found.setdefault(unit, {})[person.role] = person
    return {unit: (row["clerk"], row["leader"]) for unit, row in found.items() if {"clerk", "leader"} <= row.keys()}


def _also_at(slug: str, person: Person) -> tuple[str, ...]:
    return ALSO_AT.get(person.unit, ()) if person.unit in WRITERS[slug] else ()
