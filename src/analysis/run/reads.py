"""Which files a notebook reads that nobody declared: a change in them would not make its page again."""

from __future__ import annotations

import ast
import builtins
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import source_from_cache
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import unquote

from analysis import inputs
from analysis.run import worker
from analysis.run.ending import GRACE, left_running

# Systems' and packages' own files, and what programs keep for themselves at home and beside the house's files.
NOBODYS = (*"/proc /sys /dev /etc /usr /lib".split(), sys.prefix, sys.base_prefix)
KEPT = {".git", ".ipynb_checkpoints", "__pycache__", "site-packages", "dist-packages"}

# What libraries call what opens a file by its name: read_table, from_path, ParquetFile; not json.loads, from_records.
_READS = re.compile(
    r"(?:^|_|im)(?:read|load|parse|scan|dataset)(?:_|$)|^from_(?:path|file)|(?:File|Dataset)$|^memory_map$"
)

# For the process of the cells: where it tells what it reads and leaves running, and the files known (watched).
HEARD = "BRIEF_HEARD"
KERNEL = ("--IPKernelApp.extensions=analysis.run.reads",)
GIVEN = "_brief_given"  # what cells hand over what they give to a call that reads (attend)
_HANDED = (
    f'getattr(__import__("builtins"), "{GIVEN}", lambda x: x)'  # a function may be sent to another process
)


@contextmanager
def watched(known: list[str], told: Path) -> Iterator[tuple[set[str], list[str]]]:
    """After it, a set of the files read and folders listed, but for those of the system and those `known`: first the
    root of the house, then files and folders; and a list of what is left running (ending.left_running). `told` is the
    file for what is heard meanwhile.

    In a forked child its cells are heard, in a stock worker those of its kernel; elsewhere, and for kernels of other
    languages, both stay empty."""
    found: set[str] = set()
    left: list[str] = []
    if not (worker.stock or worker.in_child):
        yield found, left
        return
    told.parent.mkdir(parents=True, exist_ok=True)
    told.write_bytes(b"")
    os.environ[HEARD] = json.dumps([str(told), *known])
    listener = Listener() if worker.in_child else None
    try:
        yield found, left
    except BaseException:
        told.unlink()
        raise
    finally:
        os.environ.pop(HEARD, None)  # a cell may have taken it away
        if listener:
            listener.going = False
    left += left_running() if listener else []
    for line in told.read_text(encoding="utf-8").splitlines():
        kind, *of = json.loads(line)
        if kind == "left":
            left += of
        elif of[0] is None or _written(of[1]) == of[0]:
            found.add(kind)
    told.unlink()


def load_ipython_extension(shell: Any) -> None:
    """What a stock kernel of a page begins with: to tell which files it reads, and at its end what it leaves behind."""
    listener = Listener()
    kernel, end = shell.kernel, shell.kernel.do_shutdown
    attend(shell)

    def do_shutdown(restart: bool) -> Any:
        listener.going = False
        listener.tell(
            "left", *left_running(grace=GRACE / 2)
        )  # whoever waits for a kernel waits for some seconds
        return end(restart)

    kernel.do_shutdown = do_shutdown


def attend(shell: Any) -> None:
    """Have the shell's cells hand over what they give to what reads files, so that a name is heard that no text holds
    since it is joined of parts."""
    if GIVEN in vars(builtins):
        shell.ast_transformers.append(_Giving())


class _Giving(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if _READS.search(getattr(node.func, "attr", getattr(node.func, "id", ""))):
            node.args = [self.given(x) for x in node.args]
            for x in node.keywords:
                x.value = self.given(x.value) if x.arg else x.value
        return node

    def given(self, x: ast.expr) -> ast.expr:
        if isinstance(x, (ast.Starred, ast.Constant)):
            return x
        call = ast.Call(ast.parse(_HANDED, mode="eval").body, [], [])
        for node in ast.walk(call):
            ast.copy_location(node, x)
        call.args = [x]
        return call


class Listener:
    """Tells once each file that this process, or one forked from it, opens to read, and each folder that it lists.

    What a library opens by itself, or a program that is started, nobody hears: the files that texts of cells and of
    modules beside them name are told, what cells give to a call that reads (`attend`), and words of commands, with when
    they were written: no input is one that is written meanwhile."""

    def __init__(self) -> None:
        self.told, root, *known = json.loads(os.environ[HEARD])
        self.root, self.began = os.path.realpath(root), _written(self.told)
        self.ours = [*map(os.path.realpath, [self.told, *known]), str(inputs.LIBRARY)]
        self.texts: set[str] = set()
        self.seen: set[str] = set()
        self.reads = False  # whether anything was called as what reads files is
        self.going = True
        vars(builtins)[GIVEN] = self.given
        sys.addaudithook(self.hear)

    def tell(self, *one: Any) -> None:
        with open(self.told, "a", encoding="utf-8") as heard:
            heard.write(json.dumps(one) + "\n")

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.going and (do := _EVENTS.get(event)):
            with suppress(OSError, ValueError, TypeError):
                do(self, *args)

    def opened(self, path: Any, mode: Any, flags: int) -> None:
        if isinstance(path, int):
            return
        how, made = flags & os.O_ACCMODE, flags & (os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        if how == os.O_RDONLY or how == os.O_RDWR and not made:
            self.found(os.fsdecode(path))
        else:
            self.ours.append(os.path.realpath(os.fsdecode(path)))  # its own, should it be read again

    def listed(self, path: Any = None) -> None:
        who = sys._getframe(2).f_code.co_filename  # what looks for modules does not look for files
        if not re.search(r"\b(importlib|pkgutil|pkg_resources)\b", who) and not _below(
            who, str(inputs.LIBRARY)
        ):
            self.found(os.fsdecode("." if path is None else path))

    def ran(self, code: Any) -> None:
        """The files that texts name, beside the folders that they name, where any code reads by a library."""
        if not isinstance(code, CodeType) or any(
            _below(code.co_filename, at) for at in (*NOBODYS, str(inputs.LIBRARY))
        ):
            return
        held: list[Any] = [code]
        for one in held:  # it grows
            if isinstance(one, CodeType):
                held += one.co_consts
                self.reads |= any(map(_READS.search, one.co_names))
            for text in one if isinstance(one, tuple) else [one]:
                if (
                    isinstance(text, str)
                    and 2 < len(text) < 250
                    and {".", "/"} & {*text}
                    and text.isprintable()
                ):
                    self.texts.add(text)
        if self.reads:
            folders = ["", *(f"{os.path.realpath(text)}/" for text in self.texts if os.path.isdir(text))]
            for path in {f"{at}{text.lstrip('/') if at else text}" for at in folders for text in self.texts}:
                if path not in self.seen and os.path.isfile(path):
                    self.seen.add(path)
                    self.found(path, sure=False)

    def given(self, value: Any) -> Any:
        """The very value, which may name files."""
        for one in value[:1000] if isinstance(value, (list, tuple)) else [value]:
            if self.going and isinstance(one, (str, os.PathLike)):
                with suppress(Exception):  # of a path of somebody's own, too
                    self.found(os.fsdecode(one), sure=False)
        return value

    def started(self, program: Any, words: Any, folder: Any = None, environment: Any = None) -> None:
        for word in map(os.fsdecode, [words] if isinstance(words, (str, bytes)) else words):
            for part in (word, *re.findall(r"[^\s\"'<>|;&()]+", word)):
                self.found(os.path.join(folder or "", part), sure=False)

    def connected(self, database: Any) -> None:
        path = os.fsdecode(database)
        address = path.startswith("file:")
        self.found(unquote(path[5:].partition("?")[0]) if address else path, sure=False)

    def found(self, path: str, sure: bool = True) -> None:
        path = os.path.realpath(source_from_cache(path) if path.endswith(".pyc") else path)
        inside = _below(path, self.root)
        named = os.path.relpath(path, self.root) if inside else path
        if _nobodys(path, named) or any(_below(path, at) for at in self.ours) or not os.path.exists(path):
            return
        if not inside and _below(path, tempfile.gettempdir()) and _written(path) >= self.began:
            return  # put into the folder for such while the page was made
        if not sure and _below(self.root, path):
            return  # a program that is told where the house lies
        if sure:
            self.ours.append(path)  # it is named, and with it what lies there
        self.tell(named, None if sure else _written(path), path)


_EVENTS: dict[str, Callable[..., None]] = {
    "open": Listener.opened,
    "os.listdir": Listener.listed,
    "os.scandir": Listener.listed,
    "exec": Listener.ran,
    "subprocess.Popen": Listener.started,
    "os.exec": lambda self, program, words, environment: self.started(program, words),
    "os.posix_spawn": lambda self, program, words, environment: self.started(program, words),
    "os.system": lambda self, command: self.started("", command),
    "sqlite3.connect": Listener.connected,
}


def _written(path: str) -> int:
    """When, in nanoseconds; 0 where nothing lies there."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _nobodys(path: str, named: str) -> bool:
    if any(_below(path, folder) for folder in NOBODYS) or KEPT & {*named.split(os.sep)}:
        return True
    home = os.path.expanduser("~") + os.sep
    return named == path and path.startswith(f"{home}.")


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
