"""Which third-party files does the browser get? Fetches what vendor.toml names and writes static/vendor/.

Run as `make vendor` on a machine with npm and the internet; nobody else needs it, as the result is committed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = HERE / "static" / "vendor"
CHECKSUMS = HERE / "vendor.sha256"
SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=[^*]*\*/\s*$")


def main() -> None:
    """Replace the vendored files by those of the pinned packages, and note their checksums."""
    wanted = tomllib.loads((HERE / "vendor.toml").read_text(encoding="utf-8"))
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        unpacked = {row["name"]: _unpack(row, Path(temporary)) for row in wanted["package"]}
        for row in wanted["package"]:
            for source, name in row["files"].items():
                _copy(unpacked[row["name"]] / source, TARGET / name)
        for row in wanted["bundle"]:
            _bundle(row, Path(temporary))
        _cut_icons(wanted["icons"], unpacked[wanted["icons"]["package"]])
    CHECKSUMS.write_text(checksums(), encoding="utf-8")


def checksums() -> str:
    """Return one `sha256  path` line for each vendored file."""
    files = sorted(path for path in TARGET.rglob("*") if path.is_file())
    lines = (f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(TARGET).as_posix()}\n" for p in files)
    return "".join(lines)


def icon_names() -> list[str]:
    """Return the icons that the cut-down font holds."""
    names: list[str] = tomllib.loads((HERE / "vendor.toml").read_text(encoding="utf-8"))["icons"]["names"]
    return names


def _unpack(package: dict[str, Any], temporary: Path) -> Path:
    """Download one package with npm, check it against its pinned hash and return where it was unpacked."""
    folder = temporary / str(package["name"]).replace("/", "-")
    folder.mkdir()
    npm = shutil.which("npm") or sys.exit("npm is needed to refresh the vendored files: install Node.js")
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), f"{package['name']}@{package['version']}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package["integrity"]:
        sys.exit(f"{package['name']} {package['version']} is not the package that vendor.toml pins: {found}")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    return folder / "package"


def _copy(source: Path, target: Path) -> None:
    """Copy without the pointer to a source map, which is not vendored and would break hashed static files."""
    target.write_bytes(SOURCE_MAP.sub(b"", source.read_bytes()))


def _bundle(wanted: dict[str, Any], temporary: Path) -> None:
    """Write the packages of a bundle as one script, and their licences beside it."""
    node = shutil.which("node") or sys.exit("node is needed to bundle the vendored files: install Node.js")
    modules = temporary / "node_modules"
    modules.mkdir()
    for package in wanted["packages"]:
        shutil.move(_unpack(package, temporary), modules / package["name"])
    bundler = _unpack(wanted["bundler"], temporary)
    shutil.copy(HERE / wanted["entry"], temporary / wanted["entry"])
    command = [
        node,
        str(bundler / "bin" / "esbuild"),
        wanted["entry"],
        "--bundle",
        "--minify",
        "--charset=utf8",
        "--legal-comments=none",
        "--format=iife",
        f"--global-name={wanted['global']}",
        f"--target={wanted['target']}",
        f"--outfile={TARGET / wanted['output']}",
    ]
    subprocess.run(command, check=True, cwd=temporary)
    texts = (f"{row['name']} {row['version']}\n\n{_licence(modules / row['name'])}" for row in wanted["packages"])
    (TARGET / wanted["licences"]).write_text("\n\n".join(texts), encoding="utf-8")


def _licence(package: Path) -> str:
    found = next((path for path in sorted(package.iterdir()) if path.name.upper().startswith("LICEN")), None)
    return found.read_text(encoding="utf-8").strip() + "\n" if found else sys.exit(f"{package.name} has no licence")


def _cut_icons(wanted: dict[str, Any], package: Path) -> None:
    """Write the icon font and its stylesheet with the named icons only."""
    stylesheet = (package / wanted["stylesheet"]).read_text(encoding="utf-8")
    codes = {name: _code_of(name, stylesheet) for name in wanted["names"]}
    rules = "".join(f'.ti-{name}:before{{content:"\\{code}"}}\n' for name, code in codes.items())
    (TARGET / "tabler-icons.css").write_text(ICON_BASE + rules, encoding="utf-8")
    subset = ["-m", "uv", "tool", "run", "--from", f"fonttools[woff]=={wanted['fonttools']}", "pyftsubset"]
    options = [
        str(package / wanted["font"]),
        "--unicodes=" + ",".join(codes.values()),
        "--flavor=woff2",
        "--layout-features=",
        f"--output-file={TARGET / 'tabler-icons.woff2'}",
    ]
    subprocess.run([sys.executable, *subset, *options], check=True)


def _code_of(name: str, stylesheet: str) -> str:
    found = re.search(rf'\.ti-{re.escape(name)}:before {{\s*content: "\\([0-9a-f]+)"', stylesheet)
    if found is None:
        sys.exit(f"there is no icon named {name}")
    return found[1]


ICON_BASE = """/*! Tabler Icons by tabler (https://tabler.io), MIT: see tabler-icons.LICENSE. Cut down by frontend/vendor.py. */
@font-face{font-family:"tabler-icons";font-style:normal;font-weight:400;font-display:block;src:url("tabler-icons.woff2") format("woff2")}
.ti{font-family:"tabler-icons"!important;speak:none;font-style:normal;font-weight:400;font-variant:normal;text-transform:none;line-height:1;-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale}
"""  # noqa: E501 — a stylesheet, one rule a line


if __name__ == "__main__":
    main()
