"""What does the demo's clerk keep beside the texts, and who follows them?

Where a text hung and was read out, a list of readers, texts to begin with, a year put away, and an address that is
written to.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.actors import Actor
from accounts.models import User
from archives import boxes
from archives.models import Retention
from catalogs.models import Item
from channels import following, postings
from channels.kinds import Frequency
from channels.models import Letter
from core import clock
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.readers import lists
from disclosures.writing import templates
from hierarchy.models import Unit

FOLLOWER = "reader@example.org"
BOARD, HUNG_DAYS = "机关大院公开栏", 10
POSTINGS = (("board", BOARD), ("meeting", "支部党员大会"), ("screen", "办公楼一层大厅电子屏"))
TEMPLATES = (
    (
        "QW",
        "admin",
        "党费收缴、管理和使用情况",
        (
            "<p>现将{单位}{年度}党费收缴、管理和使用情况公开如下，请党员监督。</p><h2>一、收缴情况</h2><p></p>"
            "<h2>二、使用情况</h2><p></p><h2>三、管理情况</h2><p>对以上情况有疑问的，可在公开之日起七日内提出。</p>"
        ),
    ),
    (
        "JG01",
        "clerk",
        "听取、反映和采纳党员、群众意见和建议情况",
        (
            "<p>{日期}以前，{单位}收到的意见建议和办理情况如下。</p><h2>一、收到的意见</h2><p></p>"
            "<h2>二、办理情况</h2><p></p><h2>三、没有采纳的，为什么</h2><p></p>"
        ),
    ),
)
"""By which unit, by whom, for which item, with which text."""


@dataclass(frozen=True)
class Keeping:
    """The clerk's unit, all units by code, people by user name, items by title, and the moments."""

    unit: Unit
    units: Mapping[str, Unit]
    cast: Mapping[str, Actor]
    items: Mapping[str, Item]
    at: datetime.datetime
    ago: Callable[[int], datetime.datetime]

    def play(self) -> None:
        """Keep it all."""
        self._write_templates()
        self._keep_a_list()
        self._hang_up()
        self._put_away()
        self._follow()

    def _write_templates(self) -> None:
        for code, who, title, body in TEMPLATES:
            data = {"item": str(self.items[title].public_id), "body": body}
            templates.add(self.units[code], data=data, actor=self.cast[who], at=self.ago(20))

    def _keep_a_list(self) -> None:
        people = User.objects.filter(pk__in=[self.cast[who].user_id for who in ("leader", "deputy", "clerk")])
        lines = [{"kind": "person", "person": str(person.public_id)} for person in people.order_by("pk")]
        data = {"name": "支部委员", "readers": lines}
        lists.keep(self.unit, data=data, actor=self.cast["clerk"], at=self.ago(15))

    def _hang_up(self) -> None:
        """Record where three texts of the unit were shown; what hung longest has been taken down."""
        public = Disclosure.objects.filter(unit=self.unit, state=State.PUBLISHED, scope="society")
        for number, text in enumerate(public.order_by("-published_at", "-pk")[: len(POSTINGS)]):
            first = clock.local_date(text.published_at or self.at)
            for channel, place in POSTINGS[: number + 1]:
                shown = {"channel": channel, "place": place, "shown_on": first.isoformat()}
                if channel != "meeting":
                    shown["until"] = (first + datetime.timedelta(days=HUNG_DAYS)).isoformat()
                posting = postings.record(text, data=shown, actor=self.cast["clerk"], at=self.at)
        taken = {"taken_down_on": clock.local_date(self.at).isoformat()}
        postings.take_down(posting, data=taken, actor=self.cast["clerk"], at=self.at)

    def _put_away(self) -> None:
        """Close the oldest year of the unit, which is over."""
        oldest = Disclosure.objects.filter(unit=self.unit, published_at__isnull=False).order_by("published_at").first()
        if oldest is not None and oldest.published_at is not None:
            data = {"year": clock.local_date(oldest.published_at).year, "retention": Retention.THIRTY_YEARS}
            boxes.close(self.unit, data=data, actor=self.cast["clerk"], at=self.ago(1))

    def _follow(self) -> None:
        """Let somebody without an account ask to be written to, and confirm by the link of the letter."""
        data = {"email": FOLLOWER, "frequency": Frequency.DAILY, "unit": "", "category": ""}
        following.ask(data=data, language="zh-hans", place="demo", at=self.at)
        letter = Letter.objects.select_related("follower").get(follower__email=FOLLOWER)
        token = following.confirm_path(letter).rstrip("/").rpartition("/")[2]
        following.confirm(token, at=self.at)
