"""`gongkai tenant …`: the life of tenants, their backups among it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.gongkai import arguments, lookups, output
from config.gongkai.surroundings import Access

if TYPE_CHECKING:
    from tenants.models import Tenant

WORKER_ANSWERS_SECONDS = 2.0
PROVISION_SECONDS = 60.0


def declare(commands: arguments.Commands) -> None:
    """Declare the group."""
    group = arguments.group(commands, "tenant", "租户的开通、暂停、备份与移除")

    def add(name: str, text: str, run: arguments.Run, *, access: Access = Access.RUNTIME) -> argparse.ArgumentParser:
        return arguments.command(group, name, text, run, access=access)

    made = add("create", "开通租户：登记后由后台任务建立数据结构", create)
    made.add_argument("slug", help="子域名：小写字母、数字、连字符")
    made.add_argument("--name", required=True, help="名称，例如：示例区委")
    made.add_argument("--no-wait", dest="wait", action="store_false", help="登记后立即返回，不等开通完成")
    add("list", "列出租户", listed)
    _about_one(add("suspend", "暂停租户：其网址只显示暂停说明", suspend)).add_argument("--reason", required=True)
    _about_one(add("resume", "恢复已暂停的租户", resume))
    removed = _about_one(add("delete", "移除租户及其全部数据、文件（请先备份）", delete))
    removed.add_argument("--yes", action="store_true", help="不再询问")
    kept = _about_one(add("backup", "把一个租户的数据和文件备份成一个文件", backup))
    kept.add_argument("--to", type=Path, metavar="FILE", help="写到这个文件；不写则放进数据目录的 backups/")
    back = add("restore", "从备份文件恢复租户", restore, access=Access.OWNER)
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--replace", action="store_true", help="租户仍在时，用备份替换现有数据")
    back.add_argument("--send-mails", action="store_true", help="照常发出备份时等待发送的邮件（不写则搁置，不再发送）")


def _about_one(declared: argparse.ArgumentParser) -> argparse.ArgumentParser:
    declared.add_argument("slug", help="租户的子域名")
    return declared


def create(args: argparse.Namespace) -> int:
    """Register a tenant and have a worker provision it; without a worker, do it here."""
    from tenants import actions

    tenant = actions.create(**_by_console(), slug=args.slug, name=args.name)
    output.note(f"已登记租户 {tenant.slug}，正在开通……")
    sent = _sent_to_worker(tenant)
    if args.wait or not sent:
        _provision_or_wait(tenant, sent=sent)
    tenant.refresh_from_db()
    _report(tenant, args, "已开通" if tenant.state == "ready" else "已登记，后台正在开通")
    return 0


def listed(args: argparse.Namespace) -> int:
    """List all tenants with their state."""
    from tenants.models import Tenant

    rows = [_facts(tenant) for tenant in Tenant.objects.all()]
    lines = [f"{row['slug']:<20} {row['state_label']:<6} {row['name']}  {row['url']}" for row in rows]
    output.result(
        {"tenants": rows},
        lines or ["还没有租户。开通一个：gongkai tenant create 子域名 --name 名称"],
        as_json=args.as_json,
    )
    return 0


def suspend(args: argparse.Namespace) -> int:
    """Stop serving a tenant."""
    from tenants import actions

    tenant = actions.suspend(lookups.tenant(args.slug), **_by_console(), reason=args.reason)
    _report(tenant, args, "已暂停")
    return 0


def resume(args: argparse.Namespace) -> int:
    """Serve a tenant again."""
    from tenants import actions

    _report(actions.resume(lookups.tenant(args.slug), **_by_console()), args, "已恢复")
    return 0


def delete(args: argparse.Namespace) -> int:
    """Remove a tenant for good, once the person has typed its name."""
    from tenants import actions

    tenant = lookups.tenant(args.slug)
    if not args.yes and not _confirmed(tenant):
        output.note("没有移除。要移除，请照样输入子域名，或加 --yes。")
        return 2
    facts = _facts(tenant)
    actions.delete(tenant, **_by_console())
    output.result({**facts, "state": "deleted"}, [f"已移除租户 {tenant.slug}。"], as_json=args.as_json)
    return 0


def backup(args: argparse.Namespace) -> int:
    """Write one file that holds all of a tenant."""
    from tenants import backups

    tenant = lookups.tenant(args.slug)
    made = backups.backup(tenant, **_by_console(), to=args.to, told=output.note)
    found = {"slug": tenant.slug, "file": str(made.path), "bytes": made.size, "sha256": made.sha256}
    output.result(found, [f"已备份 {tenant.slug}：{made.path}（{made.size / 1024:.0f} KB）"], as_json=args.as_json)
    return 0


def restore(args: argparse.Namespace) -> int:
    """Bring a tenant back from a file."""
    from tenants import backups

    done = backups.restore(
        args.file, replace=args.replace, send_mails=args.send_mails, **_by_console(), told=output.note
    )
    told = f"备份时等待发送的 {done.set_aside} 封邮件已搁置，不再发送。要照常发出的，恢复时加 --send-mails。"
    facts = {"mails_set_aside": done.set_aside}
    _report(done.tenant, args, "已恢复", facts, *([told] if done.set_aside else []))
    return 0


def _by_console() -> dict[str, Any]:
    """Who acts and when: whoever may run commands on this machine, now."""
    from django.utils import timezone

    from tenants import policies

    return {"actor": policies.CONSOLE, "at": timezone.now()}


def _sent_to_worker(tenant: Tenant) -> bool:
    """Hand the provisioning to a worker, if one answers."""
    from celery import current_app
    from kombu.exceptions import OperationalError

    from tenants import tasks

    try:
        if not current_app.control.ping(timeout=WORKER_ANSWERS_SECONDS):
            return False
        tasks.provision.delay(str(tenant.public_id))
    except (OperationalError, OSError):
        return False
    return True


def _provision_or_wait(tenant: Tenant, *, sent: bool) -> None:
    from django.utils import timezone

    from tenants import provisioning

    if sent and _waited(lambda: _state_of(tenant) != "provisioning"):
        return
    why = "后台任务没有按时完成" if sent else "没有任务进程应答"
    output.note(f"{why}，改由本命令直接开通。")
    provisioning.provision(tenant, at=timezone.now())


def _state_of(tenant: Tenant) -> str:
    before = tenant.progress_note
    tenant.refresh_from_db()
    if tenant.progress_note and tenant.progress_note != before:
        output.note(f"  {tenant.progress}% {tenant.progress_note}")
    return tenant.state


def _waited(done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PROVISION_SECONDS
    while time.monotonic() < deadline:
        if done():
            return True
        time.sleep(0.3)
    return False


def _confirmed(tenant: Tenant) -> bool:
    if not sys.stdin.isatty():
        return False
    output.note(f"将移除“{tenant.name}”的全部数据和文件，不能撤销。请输入子域名 {tenant.slug} 确认：")
    return sys.stdin.readline().strip() == tenant.slug


def _facts(tenant: Tenant) -> dict[str, Any]:
    from tenants import current

    return {
        "slug": tenant.slug,
        "name": tenant.name,
        "state": str(tenant.state),
        "state_label": str(tenant.get_state_display()),
        "url": current.base_url(tenant),
        "schema": tenant.schema_name,
        "backed_up_at": tenant.backed_up_at,
    }


def _report(
    tenant: Tenant, args: argparse.Namespace, done: str, more: Mapping[str, Any] | None = None, *told: str
) -> None:
    facts = {**_facts(tenant), **(more or {})}
    lines = [f"{done}：{tenant.name}  {facts['url']}", *told]
    output.result(facts, lines, as_json=args.as_json)
