"""What `brief` can do: run a month, check files, show the targets by status, forecast a table of series."""

from __future__ import annotations

import re
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.house import DEFAULT, others
from analysis.language import catalogue
from analysis.run.progress import Lines


def _words(key: str) -> str:
    """What an option is for, in both languages."""
    vi, en = (catalogue(lang)["option"][key] for lang in ("vi", "en"))
    return f"{vi} ({en})."


def _option(key: str, *names: str, **more: Any) -> Any:
    return typer.Option(*names, help=_words(key), **more)


def _argument(key: str, **more: Any) -> Any:
    return typer.Argument(help=_words(key), **more)


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Bản tin tháng của cơ quan kế hoạch (the monthly brief of a planning office).",
)


def _meant(context: typer.Context, params: Path) -> Path:
    """Say which programme is meant where nobody has said it and others stand beside it."""
    said = context.get_parameter_source("params")
    if said and said.name == "DEFAULT" and (beside := others(params)):
        Lines().say(
            f"Chương trình (programme): {params.parent.name}. Chương trình khác (others): {', '.join(beside)}; "
            f"chọn bằng (choose with) --params params/{beside[0]}/monthly.yml"
        )
    return params


Params = Annotated[Path, _option("params", metavar="FILE", callback=_meant)]
Month = Annotated[str | None, _option("month", metavar="YYYY-MM|latest")]

AsOf = Annotated[str | None, _option("as_of", metavar="YYYY-MM-DD")]
Lang = Annotated[str | None, _option("lang")]
Json = Annotated[bool, _option("json", "--json")]


@app.command()
def run(
    month: Month = None,
    params: Params = Path(DEFAULT),
    parameter: Annotated[
        list[str] | None, _option("parameter", "-p", "--parameter", metavar="KEY=VALUE")
    ] = None,
    only: Annotated[list[str] | None, _option("only", metavar="NAME")] = None,
    jobs: Annotated[int, _option("jobs", min=1)] = 2,
    out: Annotated[Path | None, _option("out")] = None,
    as_of: AsOf = None,
    lang: Lang = None,
    fresh: Annotated[bool, _option("fresh", "--fresh")] = False,
    partial: Annotated[bool, _option("partial", "--partial")] = False,
    cluster: Annotated[str | None, _option("cluster", metavar="tcp://…")] = None,
    sending: Annotated[bool, _option("send", "--send")] = False,
) -> None:
    """Làm số liệu, chạy sổ tính, xuất bản các trang của một tháng (make and publish a month).

    Mã thoát (exit): 0 mọi trang đã xuất bản; 1 mất một trang hay cả một tệp, phần còn lại đã xuất bản, hoặc một
    trang đọc tệp không khai;
    2 không xuất bản gì; 3 một lần chạy khác đang giữ khóa; 4 tháng đến hạn chưa đủ đơn vị báo cáo nên chưa lập,
    kèm danh sách đơn vị trễ (the month that is due waits for late offices).
    """
    from analysis import post
    from analysis.params import READERS, ParameterError, RunParams
    from analysis.run import record, report, unchanged
    from analysis.run.progress import progress, tell
    from analysis.run.run import Asked
    from analysis.values import pairs

    options = {"month": month, "out": out, "as_of": as_of, "lang": lang}
    overrides = pairs(parameter or [], options)
    for key in (key for key, value in overrides.items() if key in READERS and not value.strip()):
        raise ParameterError(f"-p {key}", "", "một giá trị, hoặc bỏ hẳn -p này (a value, or leave it out)")
    loaded = RunParams.load(params, overrides)
    post.hide(loaded.monthly.send)  # from the notebooks
    sender = None
    if sending:
        from analysis.send import Sender

        sender = Sender(loaded)
    asked = Asked(params, overrides, tuple(only or ()), jobs, fresh, cluster, partial=partial)
    try:
        result, known = record.recorded(asked, progress())
    except Exception as e:
        if sender:
            Lines().say(sender.crashed(e))
        raise
    said, complaints = report.words(result)
    if result.status in (1, 2) and known["line"]["log"]:
        complaints += f"Nhật ký (log): {known['line']['log']}\n"
    tell(said, complaints)
    if result.manifest:
        same = report.words(replace(result, unchanged=True))
        unchanged.remember(sys.argv[2:], RunParams.load(params, overrides), result, *same, known)
    status = result.status
    if sender:
        status = sender.after(result, complaints or said)
        Lines().say(sender.said())
    raise typer.Exit(status)


@app.command()
def check(
    files: Annotated[list[Path], _argument("files")],
    sources: Annotated[Path | None, _option("sources", metavar="FILE")] = None,
    params: Annotated[Path | None, _option("check_params", metavar="FILE")] = None,
    json: Json = False,
) -> None:
    """Xem tệp sẽ được đọc thế nào, ô nào bị loại và vì sao; không thay đổi gì (what would be read; changes nothing).

    Mã thoát (exit): 0 đọc hết; 1 có ô bị loại; 2 không đọc được tệp.
    """
    from analysis import check_command
    from analysis.params import RunParams

    if params and not sources:
        sources = RunParams.load(params).sources_file
    raise typer.Exit(check_command.run(files, sources, json))


@app.command()
def new(
    name: Annotated[str, _argument("name")] = "",
    more: Annotated[list[Path] | None, _argument("more", metavar="[FILES]")] = None,
    annex: Annotated[Path | None, _option("annex", metavar="FILE")] = None,
    data: Annotated[list[Path] | None, _option("data", metavar="FILES")] = None,
    old: Annotated[str, _option("old", "--from", metavar="NAME")] = "",
    draft: Annotated[bool, _option("draft", "--draft")] = False,
    json: Json = False,
) -> None:
    """Lập chương trình riêng từ phụ lục chỉ tiêu và tệp số liệu (a programme of one's own from an annex and files).

    Lập params/NAME/ và data/raw/NAME/, không ghi đè thư mục nào. Mã thoát (exit): 0 đã lập; 2 không lập gì.
    """
    from analysis.draft import command

    raise typer.Exit(
        command.run(command.Asked(name, annex, (*(data or ()), *(more or ())), old, draft, json))
    )


@app.command()
def forms(
    month: Annotated[str, _option("asked_month", metavar="YYYY-MM")],
    out: Annotated[Path, _option("forms_out", metavar="DIR")],
    params: Params = Path(DEFAULT),
) -> None:
    """Lập biểu thu thập của tháng cho từng đơn vị; điền xong, bỏ vào thư mục số liệu là đọc được (a form per office).

    Không ghi đè biểu đã có. Mã thoát (exit): 0 đã lập; 1 có biểu đã có sẵn, giữ nguyên; 2 không lập gì.
    """
    from analysis.draft import forms
    from analysis.params import LATEST, ParameterError

    if month == LATEST:
        raise ParameterError("tháng (month)", month, "một tháng, ví dụ 2026-01", "")
    raise typer.Exit(forms.run(_of_month(params, month), out))


@app.command()
def inbox(
    month: Month = None,
    params: Params = Path(DEFAULT),
) -> None:
    """Đơn vị nào đã gửi, còn thiếu gì, tệp nào không ai nhận, và lời nhắc để gửi (what came, is missing; reminders).

    Mã thoát (exit): 0 đủ cả; 1 còn thiếu, trễ, hoặc có tệp không ai nhận.
    """
    from analysis.draft import inbox

    raise typer.Exit(inbox.run(_of_month(params, month)))


def _of_month(params: Path, month: str | None) -> Any:
    """The parameters of a month that has targets in its programme. Raises ParameterError."""
    from analysis.params import LATEST, ParameterError, RunParams

    found = RunParams.load(params, {"month": month})
    programme = found.programme
    if found.month != LATEST and not programme.promises(found.month):
        year = f"một tháng của {programme.year}, năm của chương trình {programme.id} (a month of its year)"
        wanted = f"{year}; chương trình khác thì thêm --params (for another programme)"
        raise ParameterError("tháng (month)", found.month, wanted, "")
    return found


@app.command()
def send(
    month: Month = None,
    params: Params = Path(DEFAULT),
    dry_run: Annotated[bool, _option("dry_run", "--dry-run")] = False,
    again: Annotated[bool, _option("again", "--again")] = False,
) -> None:
    """Gửi bản tin của tháng đã xuất bản, và soạn sẵn lời nhắc đơn vị trễ (send a published month; draft reminders).

    Mã thoát (exit): 0 đã gửi, hoặc đã gửi từ trước; 1 có người không gửi được; 2 không gửi gì.
    """
    from analysis.params import RunParams
    from analysis.send import Sender

    sender = Sender(RunParams.load(params, {"month": month}), dry=dry_run, again=again)
    status = sender.month()
    print(sender.said())
    raise typer.Exit(status)


@app.command()
def status(
    month: Month = None,
    params: Params = Path(DEFAULT),
    as_of: AsOf = None,
    lang: Lang = None,
) -> None:
    """Các chỉ tiêu theo trạng thái, trên màn hình (the targets by status, in the terminal)."""
    from analysis.params import RunParams
    from analysis.run import report
    from analysis.run.summary import lost, open_book_of, targets

    found = RunParams.load(params, {"month": month, "as_of": as_of, "lang": lang})
    book = open_book_of(found)
    print(report.table(book.programme.name(found.lang), book.month, targets(book, found.lang)))
    for path, message in lost(book):
        print(f"Mất (lost): {path}: {message}", file=sys.stderr)


@app.command()
def nowcast(
    file: Annotated[Path, _argument("series")],
    json: Json = False,
) -> None:
    """Dự báo cả năm cho từng chuỗi số liệu (the year's total of each series, with its range)."""
    from analysis.assess.series import nowcast_table, read_series
    from analysis.run import report

    report.nowcast(nowcast_table(read_series(file)), json)


@app.command()
def schedule(
    params: Params = Path(DEFAULT),
    cron: Annotated[bool, _option("cron", "--cron")] = False,
    systemd: Annotated[bool, _option("systemd", "--systemd")] = False,
    windows: Annotated[bool, _option("windows", "--windows")] = False,
    airflow: Annotated[bool, _option("airflow", "--airflow")] = False,
) -> None:
    """In mục đặt lịch làm tháng mới nhất, ngày và giờ ghi ở schedule trong monthly.yml (an entry for a scheduler).

    Không đặt gì vào máy; cách đặt: docs/operating.vi.md. Mã thoát (exit): 0 đã in; 2 không in gì.
    """
    from analysis.params import RunParams
    from analysis.run.schedule import KINDS, Entry

    given = {"cron": cron, "systemd": systemd, "windows": windows, "airflow": airflow}
    if len(asked := [name for name, wanted in given.items() if wanted]) != 1:
        raise typer.BadParameter("cần đúng một trong (exactly one of) --cron --systemd --windows --airflow")
    typer.echo(KINDS[asked[0]](Entry.of(RunParams.load(params))), nl=False)


@app.command()
def history(
    params: Params = Path(DEFAULT),
    json: Json = False,
) -> None:
    """Các lần chạy: lúc nào, câu hỏi, đầu vào, kết quả, mã (the runs: when, question, inputs, outcome, id).

    Cả lần hỏng, lần bị dừng và lần đang chạy. Mã thoát (exit): 0.
    """
    from analysis.run import history

    raise typer.Exit(history.show(params, json))


@app.command()
def rebuild(
    id: Annotated[str, _argument("run_id", metavar="RUN_ID")],
    params: Params = Path(DEFAULT),
    parameter: Annotated[
        list[str] | None, _option("secret", "-p", "--parameter", metavar="KEY=VALUE")
    ] = None,
    out: Annotated[Path | None, _option("other_out")] = None,
) -> None:
    """Dựng lại một lần chạy từ đúng đầu vào khi ấy, từng byte (a run again from what it read, the same bytes).

    Mã thoát (exit): 0 giống từng byte, đã đặt vào chỗ cũ hoặc vẫn còn ở đó; 1 thiếu đầu vào, trang khác, hay chỗ cũ đã
    có bản khác, không ghi đè gì; 2 không có lần chạy ấy hoặc lần ấy không xuất bản; 3 một lần chạy khác đang giữ khóa.
    """
    from analysis.run import history
    from analysis.run.progress import progress
    from analysis.values import pairs

    raise typer.Exit(history.rebuild(id, params, out and out.absolute(), pairs(parameter or []), progress()))


class Stopped(BaseException):
    """A signal asks this process to end; `number` is the signal's."""

    def __init__(self, number: int, *_: object):
        self.number = number


def run_app() -> int:
    """The exit status of the command that sys.argv asks for."""
    try:
        _heed_signals()
        return app(standalone_mode=False) or 0
    except typer.Exit as e:
        return e.exit_code
    except (typer.Abort, KeyboardInterrupt, Stopped) as e:
        Lines().say("Đã dừng (stopped).")
        return 128 + getattr(e, "number", signal.SIGINT)
    except Exception as e:  # noqa: BLE001 - the last resort for a user who cannot read a traceback
        return _explain(e)


def _heed_signals() -> None:
    """Whoever ends or leaves this process ends what it started, and is told. An ignored signal (nohup) stays so."""

    def stop(number: int, *_: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # asked twice, it ends at once
        raise Stopped(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, stop)


def _explain(error: Exception) -> int:
    """Say what was wrong; the exit status."""
    from analysis import told as telling
    from analysis.language import explained, refused
    from analysis.params import READERS

    words = (word.removeprefix("-p").removeprefix("--parameter=") for word in sys.argv)
    given = dict(word.partition("=")[::2] for word in words if "=" in word)
    declared: list[str] = []
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # a misspelt option or command
        context = getattr(error, "ctx", None)
        heard = error.format_message()
        for pattern, ours in _SAID.items():
            heard = re.sub(pattern, ours, heard)
        wanted = getattr(error, "param", None)
        if context and wanted and type(error).__name__ == "MissingParameter":
            forms = " ".join(_form(param) for param in context.command.params if param.required)
            heard = f"còn thiếu (missing) {_form(wanted)}, {wanted.help}"
            heard += f"\nViết (write): {context.command_path} {forms}"
        said = f"Câu lệnh không đúng: {heard}"
        said += f"\nXem (see): {context.command_path} --help" if context else ""
        declared = [key for key in given if key not in READERS]  # nobody has read which are secret
    elif isinstance(error, OSError) and error.filename:
        said = f"Không mở hoặc không ghi được (cannot open or write) {refused(error)}."
    else:
        said = explained(error)
    said = "\n".join([said, *getattr(error, "__notes__", ())])
    Lines().say(telling.plain(telling.mask(given, declared)(said)))
    return getattr(error, "exit_code", 2)


def _form(param: Any) -> str:
    """How a parameter is written on a command line."""
    value = param.metavar or param.name.upper()
    return f"{param.opts[0]} {value}" if param.param_type_name == "option" else value


_SAID = {  # what the parser of the command line says, as a person would want to read it
    r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)": r"thừa “\1”; tệp tham số viết sau --params (unexpected)",
    r"Input should be greater than or equal to (\d+)": r"cần một số từ \1 trở lên (at least)",
    r"Input should be a valid (?:integer|number).*": "cần một số (a number)",
    r"Invalid value: ": "",
    r"[Pp]ath '(.*)' is not readable\.": r"không mở được “\1” (cannot be opened)",
    r"Invalid value for '?(--?[\w-]+)'?": r"\1",
    r"Option '?(--?[\w-]+)'? requires an argument\.?": r"\1 cần một giá trị theo sau (needs a value).",
    r"Option '?(--?[\w-]+)'? does not take a value\.?": r"\1 đứng một mình, bỏ phần sau dấu = (takes no value).",
    r"No such option: (--?[\w-]+)": r"không có tùy chọn \1 (no such option)",
    r"No such command '(.*?)'\.": r"không có lệnh “\1”, xem các lệnh bằng --help (no such command).",
    r"\(Possible options: (.*)\)": r"Gần giống (like it): \1",
    r"Did you mean '?(.*?)'?\?": r"Có phải ý là “\1”? (did you mean that?)",
}
