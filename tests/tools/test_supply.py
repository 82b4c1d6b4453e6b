"""The lock, what it is licensed by, its bill of materials and its audit."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("supply", ROOT / "tools" / "supply.py")
supply = importlib.util.module_from_spec(spec)
sys.modules["supply"] = supply
spec.loader.exec_module(supply)
LOCK = supply.LOCK.read_text("utf-8")
PROJECT = supply.tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_every_package_of_the_lock_is_pinned_and_hashed():
    packages = supply.locked(LOCK)
    lines = [line for line in LOCK.splitlines() if line and not line.startswith(("#", " "))]
    assert len(packages) == len(lines) > 150
    assert all(p.hashes and p.version for p in packages)
    wanted = {re.split(r"[><=\[ ]", d)[0].lower() for d in PROJECT["dependencies"]}
    assert wanted <= {p.name.lower() for p in packages}


def test_the_page_of_licences_is_that_of_the_lock():
    assert supply.main(["licences", "--check"]) == 0, "make licences"


def test_a_package_more_or_of_no_known_licence_is_noticed(tmp_path, monkeypatch):
    page = supply.licences(supply.locked(LOCK + "\nnobody==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"))
    assert "| nobody | 1.0 | ? |" in page
    monkeypatch.setattr(supply, "PAGE", tmp_path / "licences.md")
    (tmp_path / "licences.md").write_text(page, encoding="utf-8")
    assert supply.main(["licences", "--check"]) == 1


def test_the_bill_of_materials(tmp_path):
    for name in "ab":
        supply.main(["sbom", str(tmp_path / name)])
    made = json.loads((tmp_path / "a").read_bytes())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made["serialNumber"]
    )
    refs = [c["bom-ref"] for c in made["components"]]
    assert len(refs) == len(set(refs)) == len(supply.locked(LOCK))
    assert all(
        c["purl"] == f"pkg:pypi/{c['purl'].split('/')[-1]}" and c["properties"] for c in made["components"]
    )
    (mine,) = made["dependencies"]
    direct = {ref.partition("@")[0] for ref in mine["dependsOn"]}
    assert set(mine["dependsOn"]) <= set(refs) and len(direct) == len(PROJECT["dependencies"])
    assert supply.sbom(LOCK.replace("==", "==9", 1), PROJECT)["serialNumber"] != made["serialNumber"]


def test_an_advisory_that_holds_is_told_with_the_date_of_the_list():
    text = supply.ADVISORIES.read_text("utf-8")
    date, found = supply.known(supply.locked(LOCK), text)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", date) and found == []
    old = [supply.Locked("PyYAML", "5.3.1", "", ()), supply.Locked("pyyaml-not", "1", "", ())]
    assert [line.split(":")[0] for line in supply.known(old, text)[1]] == ["PyYAML 5.3.1"]


CLEAN = {"name": "a", "version": "1", "vulns": []}
FAULTY = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        ([CLEAN], 0, "0 known faults in 1 packages\n"),
        ([CLEAN, FAULTY], 1, "b 2: PYSEC-1, mended in 3\n1 known faults in 2 packages\n"),
        ([CLEAN, UNKNOWN], 1, "0 known faults in 1 packages; NOT ASKED ABOUT: c\n"),
        ([UNKNOWN], 0, "knew none of the packages"),  # a mirror without advisories: as good as no service
        (None, 0, "no network"),
    ],
)
def test_an_audit_says_what_was_asked_about_and_the_fallback_that_it_is_one(
    told, status, words, monkeypatch, capsys
):
    class Done:
        stdout = "" if told is None else json.dumps({"dependencies": told})
        stderr = "no network"

    monkeypatch.setattr(supply.subprocess, "run", lambda *a, **k: Done)
    assert supply.main(["audit"]) == status
    said = capsys.readouterr().out
    assert words in said
    assert ("FALLBACK" in said and "kept on 20" in said) == (told is None or told == [UNKNOWN])


def test_the_manifest_names_the_version_of_everything_imported():
    from importlib.metadata import packages_distributions

    from analysis import inputs

    versions = inputs.versions()
    owners = packages_distributions()
    imported = {owner for name in list(sys.modules) for owner in owners.get(name.partition(".")[0], ())}
    assert versions["python"] and imported <= set(versions["packages"])
