"""What does a search over 100,000 disclosures cost, against the same rows asked for by plain SQL on the same index?

Run with `python -m tests.benchmarks.bench_search`. Prints seconds of this machine and ratios; only the ratios mean
something elsewhere. Both ways count the hits and fetch the first page, for the public, which sees three scopes of four.
"""

from __future__ import annotations

import random
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

import django
from django.db import connection

from tests.benchmarks.bench_unit_import import AT, empty_district

COUNT = 100_000
UNITS = 400
ROUNDS = 21
PAGE = 20
TOPICS = (
    "党费收缴使用和管理情况",
    "民主评议党员结果",
    "发展党员工作计划",
    "换届选举候选人公示",
    "困难党员慰问金发放",
    "基层党组织经费开支",
    "重大事项决策程序",
    "主题党日活动安排",
    "党员积分制改革",
    "领导班子民主生活会整改措施",
    "干部任前公示",
    "评优评先推荐对象",
)
SENTENCES = (
    "根据《中国共产党党务公开条例（试行）》的要求，现将有关情况公开如下。",
    "经支部委员会集体讨论，决定按照规定程序办理。",
    "本次收缴范围为全体在册党员，标准按照工资收入的一定比例核定。",
    "欢迎广大党员群众监督，如有意见请在公示期内反映。",
    "监督电话和联系地址附后，接待时间为工作日上午。",
    "有关经费已经按照财务制度报销，单据由专人保管。",
    "下一步将继续完善制度，按季度公布进展。",
    "会议听取了情况汇报，研究部署了下一阶段重点任务。",
    "对存在的问题已经列出清单，明确责任人和完成时限。",
)
RARE = "蓝莓合作社扶持资金"
ASKED = {
    "a rare phrase": RARE,
    "one word": "党费收缴",
    "two words": "困难党员 慰问金",
    "in every text": "党务公开",
}

SQL = """
    SELECT d.id, d.public_id, d.title, d.unit_name, d.category_title, d.scope, d.published_at,
           left(d.body_text, 20000), ts_rank(words.words, %(query)s::tsquery) AS rank
      FROM disclosures_disclosure d
      JOIN disclosures_wordindex words ON words.disclosure_id = d.id
     WHERE words.words @@ %(query)s::tsquery
       AND d.state = 'published' AND d.scope = 'society' AND d.outside_from IS NULL
     ORDER BY {order} LIMIT 20
"""
BY_RANK = "rank DESC, d.published_at DESC NULLS LAST, d.id DESC"
BY_TIME = "d.published_at DESC NULLS LAST, d.id DESC"
COUNT_SQL = """
    SELECT count(*) FROM disclosures_disclosure d JOIN disclosures_wordindex words ON words.disclosure_id = d.id
     WHERE words.words @@ %(query)s::tsquery
       AND d.state = 'published' AND d.scope = 'society' AND d.outside_from IS NULL
"""


def main() -> None:
    """Measure and print."""
    django.setup()
    write = sys.stdout.write
    with empty_district():
        begin = time.perf_counter()
        build(random.Random(1))
        planted = time.perf_counter()
        kept = keep()
        write(f"{COUNT:,} disclosures planted in {planted - begin:.0f} s, words kept in {kept:.0f} s\n\n")
        for label, text in ASKED.items():
            found, plain, product = compare(text)
            write(
                f"{label:22} {found:7,} hits   plain SQL {plain * 1000:8.1f} ms   the product {product * 1000:8.1f} ms"
                f"   {product / plain:5.2f} × (aim ≤ 1.5)\n"
            )
    write(f"\nEach the median of {ROUNDS} rounds that take turns.\n")


def build(chance: random.Random) -> None:
    """Plant published disclosures, in four scopes, over a tree of units."""
    from accounts.models import User
    from disclosures.models import Disclosure
    from hierarchy.models import Unit

    units = [_unit(0, None)]
    units[0].save()
    units += [_unit(number, units[0]) for number in range(1, UNITS)]
    Unit.objects.bulk_create(units[1:])
    author = User.objects.create(username="author", name="作者")
    item = _item(units[0])
    Disclosure.objects.bulk_create(
        (_disclosure(number, chance, units, author, item) for number in range(COUNT)), batch_size=2_000
    )


def _unit(number: int, root: Any) -> Any:
    from hierarchy.models import Unit

    lft, rght = (2 * number, 2 * number + 1) if root else (1, 2 * UNITS)
    return Unit(
        code=f"B{number}",
        name=f"第{number}社区党支部",
        kind="branch",
        sector="community",
        parent=root,
        tree_id=1,
        opened_on=AT.date(),
        lft=lft,
        rght=rght,
        level=1 if root else 0,
    )


def _item(root: Any) -> Any:
    from catalogs.kinds import TimeMode, VersionState
    from catalogs.models import Catalog, CatalogVersion, Category, Item

    catalog = Catalog.objects.create(unit=root, name="党务公开目录", created_at=AT)
    version = CatalogVersion.objects.create(
        catalog=catalog,
        number=1,
        state=VersionState.PUBLISHED,
        effective_on=AT.date(),
        published_at=AT,
        created_at=AT,
    )
    category = Category.objects.create(version=version, title="党费和经费")
    return Item.objects.create(
        version=version, category=category, title="党费收缴情况", scopes=["society"], time_mode=TimeMode.PROMPT
    )


def _disclosure(number: int, chance: random.Random, units: list[Any], author: Any, item: Any) -> Any:
    from disclosures.models import Disclosure

    unit = units[number % UNITS]
    title = f"{unit.name}{2020 + number % 7}年第{1 + number % 4}季度{chance.choice(TOPICS)}"
    said = [*chance.choices(SENTENCES, k=12), RARE if number % 5_000 == 0 else ""]
    text = f"{SENTENCES[0]}{''.join(said)}涉及{chance.choice(TOPICS)}。"
    digest = uuid.UUID(int=number).hex * 2
    return Disclosure(
        unit=unit,
        item=item,
        item_title="党费收缴情况",
        category_title="党费和经费",
        unit_name=unit.name,
        title=title,
        body=f"<p>{text}</p>",
        body_text=text,
        scope=("society", "society", "society", "party")[number % 4],
        index_no=f"{unit.code}-{number}",
        state="published",
        round_no=1,
        content_hash=digest,
        approved_hash=digest,
        drafted_by=author,
        drafted_by_name="作者",
        **dict.fromkeys(["created_at", "updated_at", "submitted_at", "moved_at", "approved_at", "published_at"], AT),
    )


def keep() -> float:
    """Keep the words of all texts; return the seconds."""
    from disclosures import searching

    begin = time.perf_counter()
    if searching.refresh() != COUNT:
        raise SystemExit("words of some texts were not kept")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - begin


def compare(text: str) -> tuple[int, float, float]:
    """Return the hits, and the median seconds of plain SQL and of the product, rounds taking turns."""
    hits, page = by_product(text)
    expected, by_hand = by_sql(text)
    if (hits, [each.pk for each in page]) != (expected, [row[0] for row in by_hand]):
        raise SystemExit("the two ways find different rows")
    plain, product = [], []
    for _round in range(ROUNDS):
        plain.append(seconds(lambda: by_sql(text)))
        product.append(seconds(lambda: by_product(text)))
    return hits, sorted(plain)[ROUNDS // 2], sorted(product)[ROUNDS // 2]


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def by_product(text: str) -> tuple[int, list[Any]]:
    """Search as the portal does: words, the reader's scope, count, rank, one page."""
    from accounts import actors
    from disclosures import searching
    from disclosures.models import Disclosure

    rows = Disclosure.objects.visible_to(actors.ANONYMOUS).published()
    found, count, best = searching.find_counted(rows, text, best=PAGE)
    return count, list(best or found.newest().for_rows().with_beginning()[:PAGE])


def by_sql(text: str) -> tuple[int, list[Any]]:
    """Ask for the same by hand."""
    from core.search import words
    from disclosures import searching

    query = {"query": words.query(text)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL, query)
        count = cursor.fetchone()[0]
        cursor.execute(SQL.format(order=BY_RANK if count <= searching.MOST_RANKED else BY_TIME), query)
        return count, cursor.fetchall()


if __name__ == "__main__":
    main()
