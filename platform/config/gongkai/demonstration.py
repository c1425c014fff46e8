"""What happens between `gongkai demo` and the first page? The least that has to, in this order.

Port, database, migrations if the code's are newer, the two tenants from the template; then the web server starts, and
while it does the example data are loaded, the first time. The worker and beat start once it answers.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

from config import supervisor
from config.gongkai import migrating, output, ports, serving, surroundings
from core import errors

READY_SECONDS = 60.0
LEFTOVER_SECONDS = 12.0


def run(args: argparse.Namespace) -> int:
    """Run the demo until Ctrl-C; its data stay for the next time."""
    serving.use_folder(args.data)
    folder = surroundings.data_folder()
    os.environ |= {"GONGKAI_DEMO": "on", "GONGKAI_BASE_PORT": str(args.port), "GONGKAI_WEB_GRACE": "3"}
    os.environ.setdefault("GONGKAI_LOG_LEVEL", "WARNING")
    began = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(_only_one(folder))
        listening = stack.enter_context(ports.listening(args.host, args.port))
        surroundings.make_folders(folder)
        if not surroundings.has_own_database():
            surroundings.use_embedded(stack.enter_context(surroundings.embedded_server(folder)))
        _tell("数据库已启动", began)
        _bring_up_to_date(began)
        running = stack.enter_context(serving.supervised(folder, logs=folder / "logs"))
        running.start(supervisor.web(descriptor=listening.fileno(), workers=2))
        _load_examples(began)
        _await_first_page(args.port)
        _tell("网站已就绪", began)
        running.start(supervisor.worker(concurrency=1), supervisor.beat(schedule=folder / "beat-schedule"))
        _introduce(args.port, folder)
        running.obey_signals()
        outcome = running.watch()
        output.say("正在停止……")
    output.say("已全部停止，数据保留在数据目录里。")
    return outcome


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the data folder's demo; refuse a second one."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise errors.Conflict(
                "demo.running",
                f"数据目录 {folder} 的演示已在运行。请直接使用它，或先按 Ctrl-C 停止；要另开一个，请换目录和端口："
                "make demo DATA=另一目录 PORT=8001",
            ) from None
        yield


def _bring_up_to_date(began: float) -> None:
    """Load Django as the owner, migrate if need be, step down to the runtime role, provision the example tenants."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["GONGKAI_AS_OWNER"] = "on"
    import django

    django.setup()
    _tell("程序已载入", began)
    from django.utils import timezone

    from config.demo import organisations
    from tenants import database, upgrade

    if not migrating.is_current():
        database.prepare()
        report = upgrade.upgrade_platform(at=timezone.now())
        if not report.succeeded:
            raise errors.Conflict(
                "migrations.failed", "；".join(f"{slug}：{why}" for slug, why in report.failed.items())
            )
        _tell("数据库结构已升级", began)
    _step_down()
    if organisations.provision_missing(at=timezone.now()):
        _tell("示例租户已开通", began)


def _step_down() -> None:
    """Continue as the role that requests run as: the example data are made with no more rights than users have."""
    from django.conf import settings
    from django.db import connection

    from config import env

    connection.close()
    runtime = env.database(env.text("DATABASE_URL"), name="DATABASE_URL")
    connection.settings_dict.update({key: runtime[key] for key in ("USER", "PASSWORD")})
    settings.DATABASES["default"].update({key: runtime[key] for key in ("USER", "PASSWORD")})
    del os.environ["GONGKAI_AS_OWNER"]


def _load_examples(began: float) -> None:
    from django.db import connections
    from django.utils import timezone

    from config.demo import loading

    if loading.load_missing(at=timezone.now(), told=lambda text: _tell(text, began)):
        _tell("示例数据已装入", began)
    connections.close_all()


def _await_first_page(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            if answer.status == HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise errors.Unavailable("web.silent", "网站没有在一分钟内应答，请查看数据目录 logs/web.log。")


def _introduce(port: int, folder: Path) -> None:
    from config.demo import cast, organisations

    address = "" if port == 80 else f":{port}"
    output.say()
    output.say("公开平台 · 演示")
    output.say(f"  平台首页          http://localhost{address}/")
    for slug, name in organisations.NAMES.items():
        output.say(f"  {name:<{16 - len(name)}}  http://{slug}.localhost{address}/")
    output.say()
    output.say(f"  登录（各租户相同）：{'、'.join(cast.USERNAMES)}")
    output.say(f"  登录平台运营：http://localhost{address}/console/ 用 {cast.OPERATOR}")
    output.say(f"  密码：{cast.PASSWORD}（仅限演示）")
    output.say(f"  数据目录：{folder}（日志在 logs/，邮件写在 logs/worker.log）")
    output.say("  按 Ctrl-C 停止；再次运行会保留数据。")


def _tell(what: str, began: float) -> None:
    output.note(f"[{time.monotonic() - began:5.1f} 秒] {what}")
