"""A process of the site that plants texts and publishes pages, as the lines of its input tell it.

`plant FILE` takes what is to be there from a JSON file and prepares the drafts named in it; `publish N` publishes the
next N of them. Answers each line with one line of JSON.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagtail_site.settings")

import django

django.setup()

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, Revision, Site
from wagtail_site.notices.models import Category, HomePage, Item, NoticePage, Unit


def main() -> None:
    """Answer each line."""
    waiting: Iterator[int] = iter(())
    for line in sys.stdin:
        verb, argument = line.split()
        if verb == "plant":
            waiting = iter(plant(json.loads(Path(argument).read_text())))
            answer: Any = "planted"
        else:
            answer = publish([next(waiting) for _ in range(int(argument))])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def plant(wanted: dict[str, Any]) -> list[int]:
    """Make the tables, the catalog, the units and the pages; return the revisions that wait to be published."""
    call_command("migrate", verbosity=0, interactive=False)
    user = get_user_model().objects.create_superuser("editor", "editor@example.test", "x")
    Page.objects.filter(depth__gt=1).delete()
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="首页", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    for title in ("公开目录", "党组织", "公开信息"):
        # Listed in the menu; what is below them is not asked for here.
        home.add_child(instance=Page(title=title, show_in_menus=True))
    items = [
        Item.objects.create(category=Category.objects.get_or_create(title=category)[0], title=title)
        for category, title in wanted["items"]
    ]
    units: dict[str, Unit] = {}
    for name, parent in wanted["units"]:
        units[name] = Unit.objects.create(name=name, parent=units.get(parent))
    revisions = []
    for number, text in enumerate(wanted["texts"]):
        item = items[number % len(items)]
        page = NoticePage(
            title=text["title"],
            slug=f"notice-{number}",
            unit=units[text["unit"]],
            item=item,
            category=item.category,
            index_no=f"N-{number}",
            body=[("paragraph", _rich(text["body"]))],
            live=text["public"],
            first_published_at=timezone.now() if text["public"] else None,
            owner=user,
        )
        home.add_child(instance=page)
        if not text["public"]:
            revisions.append(page.save_revision(user=user).pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return revisions


def _rich(html: str) -> Any:
    from wagtail.rich_text import RichText

    return RichText(html)


def publish(revisions: list[int]) -> dict[str, Any]:
    """Publish each as an editor does: milliseconds of processor time each, statements, and the last page's state."""
    editor = get_user_model().objects.get(username="editor")
    counted = [0]

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        counted[0] += 1
        return execute(*arguments)

    spent = []
    gc.collect()
    for number, key in enumerate(revisions):
        revision = Revision.objects.get(pk=key)
        if number == 0:
            with connection.execute_wrapper(count):
                revision.publish(user=editor)
            continue
        begin = time.process_time()
        revision.publish(user=editor)
        spent.append((time.process_time() - begin) * 1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    live = NoticePage.objects.get(pk=revision.object_id).live
    return {"spent": spent, "statements": counted[0], "backend": backend, "done": live}


if __name__ == "__main__":
    main()
