"""`brief schedule`: an entry for a scheduler that makes the newest month of a programme, ready to be put in."""

from __future__ import annotations

import re
import shlex
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from analysis.params import ParameterError, RunParams, Schedule


@dataclass(frozen=True)
class Entry:
    """What is to be run, where and when; `brief` is the program, `file` the programme's monthly.yml."""

    brief: Path
    file: Path
    root: Path
    at: Schedule
    sends: bool = False  # where monthly.yml says to whom a month goes

    @classmethod
    def of(cls, params: RunParams) -> Entry:
        """Raises ParameterError for a path that no scheduler's entry can hold."""
        folder = Path(sysconfig.get_path("scripts"))
        brief = next((p for p in (folder / "brief.exe", folder / "brief") if p.is_file()), folder / "brief")
        for path in (brief, params.file, params.root):
            if re.search(r"[\x00-\x1f\x7f]", str(path)):
                what = "tên thư mục không có ký tự xuống dòng hay ký tự điều khiển (no control characters)"
                raise ParameterError("đường dẫn (path)", repr(str(path)), what)
        return cls(brief, params.file, params.root, params.monthly.schedule, params.monthly.send is not None)

    @property
    def command(self) -> list[str]:
        told = ["--send"] if self.sends else []
        return [str(self.brief), "run", "--month", "latest", "--params", str(self.file), *told]

    @property
    def name(self) -> str:
        """Of the task: letters, digits, dots and dashes."""
        return "brief-" + (re.sub(r"[^A-Za-z0-9.-]+", "-", self.file.parent.name).strip("-.") or "run")

    @property
    def days(self) -> str:
        """As cron and Airflow write them."""
        return f"{self.at.day}-{self.at.until}" if self.at.until else str(self.at.day)


def cron(of: Entry) -> str:
    """A line of a crontab. A % would end the command there, wherever it stands."""
    command = f"cd {shlex.quote(str(of.root))} && {shlex.join(of.command)}"
    return f"0 {of.at.hour} {of.days} * * {command.replace('%', chr(92) + '%')}\n"


def systemd(of: Entry) -> str:
    """A service and its timer, one after the other; each begins with the name of its file."""
    # the colon takes $ as it is; % begins a specifier; the working folder stands without quotes
    # no program may have a quote in its name, an argument may
    given = (["/usr/bin/env"] if re.search(r"[\"'\\]", str(of.brief)) else []) + of.command
    words = [re.sub(r'(["\\])', r"\\\1", word).replace("%", "%%") for word in given]
    command = " ".join(f'"{word}"' for word in words)
    days = f"{of.at.day:02d}..{of.at.until:02d}" if of.at.until else f"{of.at.day:02d}"
    root = str(of.root).replace("%", "%%")
    return _filled("systemd.txt", of, root=root, command=command, days=days)


def windows(of: Entry) -> str:
    """A task for `schtasks /Create /XML`. In ASCII, so that it may be written to a file by any shell."""
    days = "".join(f"<Day>{day}</Day>" for day in range(of.at.day, (of.at.until or of.at.day) + 1))
    plain = {
        "program": of.command[0],
        "arguments": subprocess.list2cmdline(of.command[1:]),
        "programme": of.file.parent.name,
        "root": str(of.root),
    }
    text = _filled("windows.xml", of, days=days, **{k: escape(v) for k, v in plain.items()})
    return text.encode("ascii", "xmlcharrefreplace").decode()


def airflow(of: Entry) -> str:
    """A DAG file. A month that waits for its offices is skipped, a wrong question fails without another try, what may
    pass is tried again."""
    plain = {"id": of.name, "command": of.command, "root": str(of.root)}
    return _filled(
        "airflow.txt", of, days=of.days, hour=of.at.hour, **{k: ascii(v) for k, v in plain.items()}
    )


def _filled(file: str, of: Entry, **fields: object) -> str:
    """The text of an entry, with what is its own."""
    text = (Path(__file__).parent / "entries" / file).read_text(encoding="utf-8")
    return Template(text).substitute({"name": of.name, "hour": f"{of.at.hour:02d}"} | fields)


KINDS = {"cron": cron, "systemd": systemd, "windows": windows, "airflow": airflow}
