"""What the environment is made of: `licences` (docs/licences.md), `sbom` (CycloneDX) and `audit` of requirements.lock.

python tools/supply.py licences [--check]
python tools/supply.py sbom [FILE]
python tools/supply.py audit [--offline]      ends with 1 when an advisory holds for a locked version, else 0
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import tomllib
import uuid
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
LOCK, PAGE, ADVISORIES = (
    ROOT / "requirements.lock",
    ROOT / "docs" / "licences.md",
    ROOT / "tools" / "advisories.csv",
)
# Packages of other systems and Pythons than the one that writes the page: their metadata cannot be asked here.
ELSEWHERE = {
    "aiohappyeyeballs": "PSF-2.0", "aiohttp": "Apache-2.0 AND MIT", "aiosignal": "Apache-2.0",
    "appnope": "BSD-2-Clause", "colorama": "BSD-3-Clause", "frozenlist": "Apache-2.0",
    "multidict": "Apache-2.0", "propcache": "Apache-2.0",
    "axe-playwright-python": "MIT AND MPL-2.0", "pywinpty": "MIT", "yarl": "Apache-2.0",
}  # fmt: skip


@dataclass(frozen=True)
class Locked:
    """A package of the lock: where it is installed (an environment marker, "" = everywhere), hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def locked(text: str) -> list[Locked]:
    """The packages of a lock, in its order."""
    found = []
    for block in re.split(r"\n(?=\S)", text):
        if hit := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(?:;\s*([^\\\n]*))?", block):
            hashes = tuple(sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", block)))
            found.append(Locked(hit[1], hit[2], (hit[3] or "").strip(), hashes))
    return found


def licence(name: str) -> str:
    """What an installed package says of its licence, on one line; "" where it is not installed."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    classed = [c.split(" :: ")[-1] for c in told.get_all("Classifier", []) if c.startswith("License ::")]
    own = told.get("License-Expression") or ""
    short = (told.get("License") or "").strip()
    if not own and short and "\n" not in short and len(short) < 60:
        own = short
    return own or ", ".join(c for c in classed if c != "OSI Approved") or "see its files"


def licences(packages: list[Locked], before: str = "") -> str:
    """The page of licences; of a package that is not installed here the row of `before` stays."""
    rows = dict(re.findall(r"(?m)^\| (\S+) \| \S+ \| (.*) \|$", before))
    lines = [
        "# Licences of what is installed",
        "",
        "Made by `make licences` from what the installed packages say of themselves; a test fails while it differs",
        "from `requirements.lock`. The product's own licence is MIT. None of the packages is changed or bundled: they",
        "are installed by the lock.",
        "",
        "| package | version | licence |",
        "|---|---|---|",
    ]
    lines += [f"| {p.name} | {p.version} | {licence(p.name) or rows.get(p.name, '?')} |" for p in packages]
    return "\n".join(lines) + "\n"


def sbom(lock: str, project: dict) -> dict:
    """CycloneDX 1.6 of the lock: the same for the same lock, without a clock."""

    def purl(name: str, version: str) -> str:
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"

    me = purl(project["name"], project["version"])
    components = [
        {
            "type": "library",
            "bom-ref": purl(p.name, p.version),
            "name": p.name,
            "version": p.version,
            "purl": purl(p.name, p.version),
            "properties": [
                *([{"name": "lock:marker", "value": p.marker}] if p.marker else []),
                *({"name": "lock:sha256", "value": h} for h in p.hashes),
            ],
        }
        for p in locked(lock)
    ]
    direct = {re.split(r"[><=\[ ]", d)[0].lower() for d in project["dependencies"]}
    needs = [c["bom-ref"] for c in components if c["name"].lower() in direct]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(lock.encode()).hexdigest())}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": me, "name": project["name"], "version": project["version"],
                "purl": me, "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": me, "dependsOn": needs}],
    }  # fmt: skip


def known(packages: list[Locked], advisories: str) -> tuple[str, list[str]]:
    """The date of the kept list, and a line for each advisory that holds for a locked version."""
    date = re.search(r"(?m)^# kept on ([\d-]+)", advisories)
    rows = list(csv.DictReader(line for line in advisories.splitlines() if not line.startswith("#")))
    at = {re.sub(r"[-_.]+", "-", p.name).lower(): p for p in packages}
    hit = [
        f"{p.name} {p.version}: {row['advisory']}, mended in {row['mended_in']} ({row['what']})"
        for row in rows
        if (p := at.get(row["package"])) and Version(p.version) < Version(row["mended_in"])
    ]
    return date[1] if date else "?", hit


def audit(offline: bool) -> int:
    """pip-audit, which asks a service for advisories; where it cannot be had, the list kept in the repository."""
    if not offline:
        with tempfile.TemporaryDirectory() as home:
            tool = [str(ROOT / ".uv" / "bin" / "uv"), "tool", "run", "--cache-dir", home, "pip-audit"]
            asked = ["--requirement", str(LOCK), "--no-deps", "--disable-pip", "--progress-spinner", "off"]
            try:
                done = subprocess.run(
                    [*tool, *asked, "--format", "json"],
                    capture_output=True,
                    encoding="utf-8",
                    timeout=600,
                    check=False,
                )
                said = json.loads(done.stdout)["dependencies"]
                faults = [(d, v) for d in said for v in d.get("vulns", ())]
                skipped = [d["name"] for d in said if "skip_reason" in d]
                for d, v in faults:
                    mended = ", ".join(v["fix_versions"]) or "?"
                    print(f"{d['name']} {d['version']}: {v['id']}, mended in {mended}")
                if len(said) > len(skipped):
                    left = f"; NOT ASKED ABOUT: {', '.join(skipped)}" if skipped else ""
                    print(f"{len(faults)} known faults in {len(said) - len(skipped)} packages{left}")
                    return int(bool(faults or skipped))
                why = "it knew none of the packages where it asked"
            except (ValueError, KeyError, TypeError):
                why = (done.stderr.strip().splitlines() or ["?"])[-1][:200]
            except (OSError, subprocess.SubprocessError) as e:
                why = str(e)[:200]
        print(f"pip-audit cannot be had or reaches no advisories here: {why}")
    date, found = known(locked(LOCK.read_text("utf-8")), ADVISORIES.read_text("utf-8"))
    print(
        f"FALLBACK: tools/advisories.csv, kept on {date}. It knows a few advisories and none that is newer: this is"
    )
    print("no audit. Run `make audit` where the network reaches an advisory service before relying on it.")
    print("\n".join(found) or f"None of its advisories holds for {LOCK.name}.")
    return int(bool(found))


def main(words: list[str]) -> int:
    text = LOCK.read_text(encoding="utf-8")
    match words:
        case ["licences", *more]:
            before = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
            page = licences(locked(text), before)
            if more == ["--check"]:
                return int(page != before or "| ? |" in page)
            PAGE.write_text(page, encoding="utf-8")
        case ["sbom", *more]:
            project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
            file = Path(more[0] if more else ROOT / "sbom.cdx.json")
            made = json.dumps(sbom(text, project), indent=1, ensure_ascii=False)
            file.write_text(made + "\n", encoding="utf-8")
            print(file)
        case ["audit", *more]:
            return audit(more == ["--offline"])
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
