"""Where a run writes, and what may happen there: each of them is a fault that tests/faults/test_stages.py brings about,
and a row of docs/reliability.md (tools/reliability.py)."""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """Events of the file system (their name and the paths they concern) that belong to a step of the run."""

    name: str
    what: str
    events: str  # a pattern of "event path path"


STAGES = (  # the first that fits
    Stage(
        "lock",
        "taking the programme's lock",
        r"reports/\.small\.lock|reports/small$|reports$|processed/small$",
    ),
    Stage("log", "opening the log", r"run\.log"),
    Stage("executed", "clearing away the executed notebook of an earlier run", r"small/executed"),
    Stage("files", "keeping what was read of a workbook", r"processed/small/files"),
    Stage("tables-swap", "putting the new tables in the old ones' place", r"^os\.rename .*tables"),
    Stage("tables", "writing the tables", r"processed/small/(\.?tables|\.lock|\.runs)"),
    Stage("judged", "keeping the verdicts", r"judged"),
    Stage("assessments", "writing the verdicts for others", r"processed/small/assessments"),
    Stage("aside", "moving the old month aside", r"^os\.rename \S*small/2025-02 \S*\.2025-02\.old$"),
    Stage("in", "moving the new month in", r"^os\.rename \S*\.2025-02\.building \S*small/2025-02$"),
    Stage("cleared", "clearing the old month away", r"\.2025-02\.old"),
    Stage(
        "manifest",
        "writing the month's record",
        r"building/(\.\d+-\w+ \S*)?manifest|^os\.rename \S*manifest\.json$",
    ),
    Stage("index", "writing the month's index", r"\.building/index\.html$"),
    Stage("page", "writing a page", r"\.building/\S*\.html$"),
    Stage("carried", "carrying over what people put there", r"\.building/(ghi-chu|99_late)"),
    Stage("part", "writing a file before it takes its name", r"\.building/\.\d+-\w+$"),
    Stage("building", "building the month aside", r"\.2025-02\.building"),
    Stage("archive", "writing the lists of months", r"reports/(small/)?(\.\d+-\w+|index\.html)"),
)
ACTIONS = {
    "kill": "the run is killed (kill -9)",
    "full": "the disk is full",
    "broken": "the disk fails (input/output error)",
    "closed": "the right to write is gone",
}
ERRNO = {"full": errno.ENOSPC, "broken": errno.EIO, "closed": errno.EACCES}


def stage_of(event: str) -> str:
    """The stage of an event; "" for one that is none of the run's own."""
    return next((s.name for s in STAGES if re.search(s.events, event)), "")


# stages at which a fault does harm where the month is made in its own place and not aside; the events it has there
IN_PLACE = {
    "part": r"small/2025-02/\.\d+-\w+$",
    "manifest": r"small/2025-02/\S*manifest",
    "carried": r"small/2025-02/(ghi-chu|99_late)",
    "page": r"small/2025-02/\S*\.html$",
    "index": r"small/2025-02/index\.html$",
}
LEFT = {  # a kill here leaves something behind where no run clears up after another
    "in": r"^os\.rename \S*\.building ",
    "cleared": r"\.2025-02\.old$",
    "archive": r"^os\.rename \S*reports/small/\.\d+-\w+ ",  # the list of months
}
CARELESS = {  # an error here does harm where nothing is put back, and what comes after the swap counts
    "in": r"^os\.rename \S*\.building ",
    "cleared": r"^os\.(remove|rmdir) \S*\.2025-02\.old",
}
BARE = {*((s, a) for s in IN_PLACE for a in ACTIONS), *((s, "kill") for s in LEFT),
        *((s, a) for s in CARELESS for a in ERRNO), ("archive", "full")}  # fmt: skip


@dataclass(frozen=True)
class Other:
    """A fault of another kind: what happens, what holds after it, and the test that brings it about; `bare`: the test
    in which what holds is taken away, and the fault does harm."""

    what: str
    holds: str
    test: str
    bare: str = ""


KEPT = "the last good month is whole; the next run makes the new one"
PAGE = "the page says so and links to its last good one; all others are published"
OTHERS = (
    Other(
        "the clock goes back a year between two runs",
        "the new figures are published, in their order",
        "tests/faults/test_stages.py::test_the_clock_goes_back",
    ),
    Other(
        "two runs at once",
        "the second ends with 3 and touches nothing",
        "tests/faults/test_stages.py::test_two_runs_at_once",
        "tests/faults/test_stages.py::test_only_without_what_holds_against_it_does_another_fault_do_harm",
    ),
    Other(
        "the reports cannot be written",
        "exit 2, the folder is named; " + KEPT,
        "tests/run/test_one_set.py::test_a_run_that_cannot_write_says_where",
    ),
    Other(
        "the tables cannot be written by a reader",
        "it reads all the same",
        "tests/run/test_one_set.py::test_a_reader_works_where_nothing_can_be_written",
    ),
    Other(
        "a workbook is replaced during the run",
        "all pages speak of one set of figures",
        "tests/run/test_one_set.py::test_tables_that_others_make_meanwhile",
        "tests/run/test_one_set.py::test_tables_that_others_make_meanwhile",
    ),
    Other(
        "data are edited, renamed, removed or added after they were read",
        "all pages speak of what was read; which file it was is told, and the next run reads it",
        "tests/run/test_one_set.py::test_data_that_change_after_they_were_read_are_told",
    ),
    Other(
        "a file among the data never answers (a pipe, a dead share)",
        "it is named; the others are read",
        "tests/faults/test_stages.py::test_a_file_that_never_answers",
    ),
    Other(
        "reading a file never ends",
        "it is given up by its limit and named; the others are read",
        "tests/faults/test_stages.py::test_a_share_that_hangs_while_it_is_read",
    ),
    Other(
        "power is lost before the new month has reached the disk",
        "its files are on the disk before it takes the old one's place",
        "tests/faults/test_stages.py::test_a_month_is_on_the_disk_before_it_is_the_month",
        "tests/faults/test_stages.py::test_a_month_is_on_the_disk_before_it_is_the_month",
    ),
    Other(
        "power is lost, and a file of the month is empty",
        "it is made again",
        "tests/faults/test_stages.py::test_files_that_power_loss_left_empty",
        "tests/faults/test_stages.py::test_only_without_what_holds_against_it_does_another_fault_do_harm",
    ),
    Other(
        "a write stops half-way",
        "the file is as it was before",
        "tests/faults/test_stages.py::test_a_write_that_stops_half_way",
        "tests/faults/test_stages.py::test_a_write_that_stops_half_way",
    ),
    Other(
        "data/processed is lost",
        "it is made again, the same",
        "tests/faults/test_stages.py::test_what_is_derived_is_lost",
    ),
    Other(
        "the reader of a workbook is killed",
        "its file is named; the others are read",
        "tests/ingest/test_limits.py::test_a_reader_that_dies_in_the_month_and_in_the_check",
        "tests/faults/test_stages.py::test_only_without_what_holds_against_it_does_another_fault_do_harm",
    ),
    Other(
        "a notebook's process is killed, aborts, or takes all memory",
        PAGE,
        "tests/faults/test_faults.py::test_a_child_that_ends_in_a_cell",
    ),
    Other(
        "a notebook leaves programs running",
        "they are ended",
        "tests/faults/test_faults.py::test_what_a_notebook_left_running_is_ended",
    ),
    Other(
        "the workers' template is killed",
        "it is replaced; the page is made once more",
        "tests/faults/test_faults.py::test_the_template_is_killed",
    ),
    Other(
        "the template is killed again and again",
        PAGE,
        "tests/faults/test_faults.py::test_a_page_that_kills_the_template_costs_itself_alone",
    ),
    Other(
        "a page kills the template whenever it runs, while another page is made",
        "it alone is lost: what is made once more is made alone",
        "tests/faults/test_faults.py::test_a_page_that_kills_the_template_costs_itself_alone",
    ),
    Other(
        "the template hangs",
        PAGE,
        "tests/run/test_mishaps.py::test_a_template_that_hangs_while_a_page_runs",
    ),
    Other(
        "workers never begin",
        "exit 2, in words",
        "tests/run/test_mishaps.py::test_a_worker_that_never_begins",
    ),
    Other(
        "the run is killed while notebooks run",
        "no process is left; " + KEPT,
        "tests/faults/test_faults.py::test_the_run_is_killed",
    ),
    Other(
        "the run is interrupted (Ctrl-C)",
        "no process is left; the next run makes the month",
        "tests/faults/test_faults.py::test_a_run_is_interrupted",
    ),
    Other(
        "a page is larger than a file may be",
        PAGE,
        "tests/faults/test_faults.py::test_a_page_larger_than_a_file_may_be",
    ),
    Other(
        "a real disk is full",
        KEPT,
        "tests/faults/test_faults.py::test_a_full_disk",
    ),
    Other(
        "a notebook hangs",
        PAGE,
        "tests/run/test_run.py::test_a_notebook_that_hangs_is_stopped_and_named",
    ),
    Other(
        "rules are edited during the run",
        "made once more from the start; the second time nothing is published",
        "tests/run/test_one_set.py::test_rules_that_change_during_a_run",
        "tests/run/test_one_set.py::test_rules_that_change_during_a_run",
    ),
    Other(
        "a paper is open in Word or Excel",
        KEPT,
        "tests/run/test_portable.py::test_a_month_whose_paper_is_open_stays_as_it_was",
    ),
    Other(
        "the manifest is torn",
        "the month is made again",
        "tests/run/test_run.py::test_a_torn_manifest_is_made_again",
    ),
    Other(
        "nobody listens to what the run says any more",
        "it goes on",
        "tests/run/test_mishaps.py::test_a_run_goes_on_when_nobody_listens",
    ),
    Other(
        "what a run builds is removed under its hands",
        "made once more from the start; the second time nothing is published",
        "tests/run/test_one_set.py::test_a_building_that_is_removed",
    ),
    Other(
        "a page is changed or removed after it was made, before the month is published",
        "made once more from the start; the second time the page says so, all others are published",
        "tests/run/test_one_set.py::test_a_page_that_is_changed_after_it_was_made",
    ),
    Other(
        "a workbook is written on and on while it is read",
        "it is named as one that cannot be read; the others are read",
        "tests/run/test_one_set.py::test_a_file_that_is_written_on_and_on",
    ),
    Other(
        "power is lost, and what was kept of the workbooks, tables and verdicts is empty",
        "it is made again",
        "tests/faults/test_stages.py::test_kept_things_that_power_loss_left_empty",
        "tests/faults/test_stages.py::test_only_without_what_holds_against_it_does_another_fault_do_harm",
    ),
)
