"""What does a command print? Chinese for people, exactly one JSON object for programs; errors on stderr as one line.

The texts stand here and in the commands as they are: the console of the platform speaks one language.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any


def say(text: str = "") -> None:
    """Print a line for the person at the console, at once."""
    print(text, flush=True)


def note(text: str) -> None:
    """Print a line about progress where it does not disturb a program that reads the result."""
    print(text, file=sys.stderr, flush=True)


def result(found: Mapping[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """Print what came of a command: as one object, or as lines."""
    if as_json:
        print(json.dumps(found, ensure_ascii=False, default=str), flush=True)
        return
    for line in lines:
        say(line)


def failure(code: str, reason: str, *, as_json: bool) -> None:
    """Say on stderr in one line what went wrong, and on stdout too as an object for programs."""
    line = " ".join(reason.split())
    print(f"错误 [{code}] {line}", file=sys.stderr, flush=True)
    if as_json:
        print(json.dumps({"error": {"code": code, "reason": line}}, ensure_ascii=False), flush=True)


def file_problem(problem: OSError) -> str:
    """Say what is the matter with a file, in the console's language where the cause is a common one."""
    where = f"“{problem.filename}”" if problem.filename else ""
    match problem:
        case FileNotFoundError():
            return f"没有找到文件{where}。请核对路径后再试。"
        case IsADirectoryError() | NotADirectoryError():
            return f"{where}不是可以读写的文件。请核对路径后再试。"
        case PermissionError():
            return f"没有读写{where}的权限。请核对文件的所有者和权限后再试。"
        case _:
            return f"读写文件{where}出错：{problem.strerror or problem}。请核对磁盘空间和设备后再试。"
