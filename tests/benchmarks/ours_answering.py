"""A process of the product that plants texts and publishes disclosures, as the lines of its input tell it.

The other side of `wagtail_site.answering`: the same lines, the same texts, the same answers.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection
from django.utils import timezone

from accounts.actors import Actor
from core import schemas
from disclosures.flows import disclosure_flow
from disclosures.kinds import State
from disclosures.models import Disclosure
from tenants.models import Tenant
from tests import world
from tests.databases import AT
from tests.disclosures.conftest import Walker, fresh_walker
from tests.tenants import worker


def main() -> None:
    """Answer each line."""
    schemas.enter(Tenant.objects.get(slug="district"))
    waiting: Iterator[int] = iter(())
    for line in sys.stdin:
        verb, argument = line.split()
        if verb == "plant":
            waiting = iter(plant(json.loads(Path(argument).read_text())))
            answer: Any = "planted"
        else:
            answer = publish([next(waiting) for _ in range(int(argument))], world.cast().clerk)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def plant(wanted: dict[str, Any]) -> list[int]:
    """Walk every text to where it waits to be published or is public; return those that wait."""
    worker.make_broker()
    walk = fresh_walker()
    drafts = [text for text in wanted["texts"] if not text["public"]]
    ready = [walk.to(State.APPROVED, title=text["title"], body=text["body"]).pk for text in drafts]
    _public(walk, [text for text in wanted["texts"] if text["public"]])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ready


def _public(walk: Walker, texts: list[dict[str, Any]]) -> None:
    """Publish one and copy it: only readers look at these."""
    if not texts:
        return
    first = walk.to(State.PUBLISHED, title=texts[0]["title"], body=texts[0]["body"])
    units = {unit.name: unit for unit in vars(walk.units).values()}
    now = timezone.now()
    Disclosure.objects.bulk_create(
        Disclosure(
            **{
                field.attname: getattr(first, field.attname)
                for field in Disclosure._meta.concrete_fields
                if field.attname not in {"id", "public_id"}
            }
            | {
                "unit_id": units[text["unit"]].pk,
                "unit_name": text["unit"],
                "title": text["title"],
                "index_no": f"N-{number}",
                "published_at": now,
            }
        )
        for number, text in enumerate(texts[1:])
    )


def publish(keys: list[int], clerk: Actor) -> dict[str, Any]:
    """Publish each as a clerk does: milliseconds of processor time each, statements, and the last one's state."""
    counted = [0]

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        counted[0] += 1
        return execute(*arguments)

    spent = []
    gc.collect()
    for number, key in enumerate(keys):
        disclosure = Disclosure.objects.get(pk=key)
        if number == 0:
            with connection.execute_wrapper(count):
                disclosure_flow.perform("publish", disclosure, actor=clerk, at=AT)
            continue
        begin = time.process_time()
        disclosure_flow.perform("publish", disclosure, actor=clerk, at=AT)
        spent.append((time.process_time() - begin) * 1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    done = Disclosure.objects.get(pk=keys[-1]).state == State.PUBLISHED
    return {"spent": spent, "statements": counted[0], "backend": backend, "done": done}


if __name__ == "__main__":
    main()
