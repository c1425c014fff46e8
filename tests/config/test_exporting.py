"""Does a catalog leave by the command whole or not at all, and come back as it was?"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

import pytest

from catalogs import exports as catalog_exports
from catalogs.models import CatalogVersion
from config.gongkai import exports, imports
from core import errors
from core.sheets.writing import write_csv
from tests.catalogs.test_imports import SAMPLES, load
from tests.databases import AT

pytestmark = pytest.mark.django_db
SAMPLE = SAMPLES / "district-committee-2011.csv"


@pytest.fixture(autouse=True)
def _in_force(units: Any) -> None:
    load(units.QW, SAMPLE.read_bytes(), SAMPLE.name)
    CatalogVersion.objects.update(state="published", number=1, effective_on=AT.date(), published_at=AT)


def run(file: Path, **changes: Any) -> int:
    given = {"tenant": "district", "unit": "QW", "layout": "office", "replace": False, "as_json": False}
    return exports.run(argparse.Namespace(file=file, **{**given, **changes}))


@pytest.mark.parametrize("layout", exports.LAYOUTS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_written_reads_back(tmp_path: Path, units: Any, ending: str, layout: str) -> None:
    file = tmp_path / f"目录.{ending}"
    assert run(file, layout=layout) == 0
    report = load(units.QW, file.read_bytes(), file.name)
    assert report.extra["unchanged"] == len(SAMPLE.read_text("utf-8-sig").splitlines()) - 1
    assert report.extra["changed"] == 0
    assert [found.name for found in tmp_path.iterdir()] == [file.name]


def test_it_comes_back_into_the_catalog_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "目录.xlsx"
    assert run(file) == 0
    catalog = CatalogVersion.objects.get().catalog
    given = {"file": file, "tenant": "district", "unit": "QW", "dry_run": True, "as_json": True}
    capsys.readouterr()
    assert imports.import_catalog(argparse.Namespace(**given, name=catalog.name)) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["catalog"], report["new"], report["changed"], report["missing"]) == (catalog.name, 0, 0, 0)


def test_a_file_that_stands_there_stays_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "目录.csv"
    file.write_text("旧", "utf-8")
    with pytest.raises(errors.Conflict) as caught:
        run(file)
    assert (caught.value.code, file.read_text("utf-8")) == ("export.exists", "旧")
    assert run(file, replace=True) == 0
    assert file.read_text("utf-8-sig").startswith("一级目录")


@pytest.mark.parametrize("mark", [".~lock.目录.xlsx#", "~$目录.xlsx"])
def test_a_file_that_another_program_has_open_stays(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "目录.xlsx"
    file.write_bytes(b"former")
    (tmp_path / mark).touch()
    with pytest.raises(errors.Conflict) as caught:
        run(file, replace=True)
    assert (caught.value.code, file.read_bytes()) == ("export.open_elsewhere", b"former")


@pytest.mark.parametrize("name", ["目录", "目录.docx"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(errors.Refusal) as caught:
        run(tmp_path / name)
    assert caught.value.code == "export.format_unknown"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        run(tmp_path / "没有" / "目录.csv")
    assert "没有" in str(caught.value.filename)


def test_a_full_disk_leaves_the_former_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "目录.csv"
    file.write_bytes(write_csv(["旧"], []))
    former = file.read_bytes()

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        run(file, replace=True)
    assert file.read_bytes() == former
    assert [found.name for found in tmp_path.iterdir()] == [file.name]
    assert catalog_exports.TableLayout.OFFICE in exports.LAYOUTS


def test_an_unknown_unit_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(errors.Missing) as caught:
        run(tmp_path / "目录.csv", unit="没有")
    assert caught.value.code == "unit.unknown"
    assert list(tmp_path.iterdir()) == []
