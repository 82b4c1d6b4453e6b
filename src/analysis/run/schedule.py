"""`brief schedule`: an entry for a scheduler that makes the newest month of a programme, ready to be put in."""

from __future__ import annotations

import re
import shlex
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from analysis.params import ParameterError, RunParams, Schedule

MONTHS = "January February March April May June July August September October November December"


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
    return f"""# {of.name}.service
[Unit]
Description=Monthly brief ({of.name})

[Service]
Type=oneshot
WorkingDirectory={str(of.root).replace("%", "%%")}
ExecStart=:{command}
SuccessExitStatus=4
TimeoutStopSec=15

# {of.name}.timer
[Unit]
Description=Monthly brief ({of.name})

[Timer]
OnCalendar=*-*-{days} {of.at.hour:02d}:00:00
Persistent=true

[Install]
WantedBy=timers.target
"""


def windows(of: Entry) -> str:
    """A task for `schtasks /Create /XML`. In ASCII, so that it may be written to a file by any shell."""
    days = "".join(f"<Day>{day}</Day>" for day in range(of.at.day, (of.at.until or of.at.day) + 1))
    months = "".join(f"<{month} />" for month in MONTHS.split())
    arguments = subprocess.list2cmdline(of.command[1:])
    text = f"""<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{escape(f"Bản tin tháng (monthly brief): {of.file.parent.name}")}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2025-01-01T{of.at.hour:02d}:00:00</StartBoundary>
      <ScheduleByMonth><DaysOfMonth>{days}</DaysOfMonth><Months>{months}</Months></ScheduleByMonth>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(of.command[0])}</Command>
      <Arguments>{escape(arguments)}</Arguments>
      <WorkingDirectory>{escape(str(of.root))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    return text.encode("ascii", "xmlcharrefreplace").decode()


def airflow(of: Entry) -> str:
    """A DAG file. A month that waits for its offices is skipped, a wrong question fails without another try, what may
    pass is tried again."""
    return f'''"""Bản tin tháng (the monthly brief), made by `brief schedule --airflow`."""

import subprocess

import pendulum

try:
    from airflow.sdk import dag, task
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException


@dag(
    dag_id={ascii(of.name)},
    schedule="0 {of.at.hour} {of.days} * *",
    start_date=pendulum.datetime(2025, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
    default_args={{"retries": 2, "retry_delay": pendulum.duration(minutes=30)}},
)
def monthly_brief():
    @task
    def run():
        status = subprocess.run({ascii(of.command)}, cwd={ascii(str(of.root))}, check=False).returncode
        if status == 4:
            raise AirflowSkipException("waits for figures (4)")
        if status in (1, 2):
            raise AirflowFailException(f"see brief history ({{status}})")
        if status:
            raise AirflowException(f"tried again ({{status}})")

    run()


monthly_brief()
'''


KINDS = {"cron": cron, "systemd": systemd, "windows": windows, "airflow": airflow}
