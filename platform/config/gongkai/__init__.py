"""The `gongkai` command: the one way in for people who run the platform."""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType

from config import env
from config.gongkai import arguments, output, surroundings


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0: done; 1: refused or failed, said in one line; 2: not understood."""
    args = arguments.parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _end)
    try:
        with surroundings.prepared(args.access):
            run: arguments.Run = args.run
            return run(args)
    except KeyboardInterrupt:
        return 130
    except Exception as problem:
        if args.traceback:
            traceback.print_exc(file=sys.stderr)
        return _failed(problem, args)


def _end(number: int, frame: FrameType | None) -> None:
    """Leave as on Ctrl-C, so that what was started is stopped."""
    raise KeyboardInterrupt


def _failed(problem: Exception, args: argparse.Namespace) -> int:
    code, reason = _described(problem)
    output.failure(code, reason, as_json=args.as_json)
    return 1


def _described(problem: Exception) -> tuple[str, str]:
    """Return the code and the sentence for whatever stopped a command."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    from core import errors

    match problem:
        case errors.Invalid() if problem.errors:
            reason = str(problem.reason)
            told = [(name, str(one.reason)) for name, listed in problem.errors.items() for one in listed]
            found = [f"{name}：{text}" for name, text in told if text != reason]
            return problem.code, f"{reason} {'；'.join(found)}"
        case errors.Refusal():
            return problem.code, str(problem.reason)
        case env.EnvironmentProblem() | ImproperlyConfigured():
            return "settings.wrong", f"设置有误：{problem}"
        case ProgrammingError() if "does not exist" in str(problem):
            return "migrations.behind", "数据库结构落后于程序。请先运行：gongkai migrate"
        case OperationalError():
            return (
                "database.unreachable",
                f"连接不上数据库：{problem}。请核对 GONGKAI_DATABASE_URL，并确认数据库已启动。",
            )
        case OSError():
            return "file.problem", output.file_problem(problem)
        case _:
            return "command.failed", f"{type(problem).__name__}：{problem}（加 --traceback 可看完整过程）"
