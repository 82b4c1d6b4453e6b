"""Telling people of a month: leaders get the brief, maintainers what went wrong, late offices a draft of a reminder.

By SMTP, into a folder, or to a webhook (`send:` of monthly.yml, analysis.post); nobody twice of the same.
"""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import json
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from filelock import FileLock

from analysis import house, inputs, language, post, told
from analysis.draft import inbox
from analysis.ingest.problems import unread
from analysis.language import say
from analysis.params import LATEST, ParameterError, RunParams
from analysis.post import LOCAL, Send
from analysis.present import locale
from analysis.publish import manifest
from analysis.publish.manifest import Manifest
from analysis.run.run import DONE, LOCKED, LOST, NOTHING, Result
from analysis.values import folder_name
from analysis.yamlfile import FileMistakes, listed

PATIENCE = 60.0  # seconds for an answer of a server
LOG = 500_000  # bytes of a log that are sent, its end
WRONG = (OSError, smtplib.SMTPException, http.client.HTTPException, ValueError)


@dataclass(frozen=True)
class Note:
    """What is told: `of` names the thing, `id` changes with what is told of it; `facts` are for a webhook."""

    of: str  # "brief 2025-06", "failed"
    id: str
    subject: str
    text: str
    facts: dict[str, Any]
    files: tuple[tuple[str, bytes], ...] = ()


class Sender:
    """Tells people of the months of one programme. Raises ParameterError where monthly.yml has no `send:`."""

    def __init__(self, params: RunParams, *, dry: bool = False, again: bool = False):
        if params.monthly.send is None:
            raise ParameterError(
                f"{params.file.name}, send", "", "khóa send: gửi cho ai, bằng cách nào (docs/sending.vi.md)"
            )
        self.params, self.send, self.dry, self.again = params, params.monthly.send, dry, again
        try:
            self.home = params.home
        except FileMistakes:  # of the programme: there is a failure to tell, and no month
            self.home = params.out / params.file.parent.name
        self.mask = told.Mask()
        self.lines: list[str] = []  # for the user
        self.sent = self.lost = 0

    def month(self) -> int:
        """Tell of the published month asked for (latest: the newest); the exit status of `brief send`."""
        found = sorted((p.name for p in self.home.glob("[0-9]*") if p.is_dir()), reverse=True)
        if self.params.month != LATEST:
            found = [self.params.folder(self.params.month)]
        record = next(
            (m for name in found if (m := manifest.read(self.home / name)) and not m.question), None
        )
        if record is None or self.params.question:
            asked = self.params.question or self.params.month
            raise ParameterError(
                "tháng (month)", asked, f"một tháng chính thức đã xuất bản trong {self.home}"
            )
        self._all(self._brief(record), self._reminders(self.params.month))
        return LOST if self.lost and self.sent else NOTHING if self.lost else DONE

    def after(self, result: Result, said: str) -> int:
        """Tell of a run that ended so; its exit status, LOST where all was well but somebody could not be told."""
        if result.status == LOCKED:
            return result.status
        notes: list[Note] = []
        record = result.manifest
        if record and not record.question and result.status != NOTHING:
            notes += self._brief(record)
        if result.status != DONE:
            notes.append(self._failure(result.status, said, result.log))
        drafts: list[tuple[str, bytes]] = []
        if not self.params.question and result.status != NOTHING:
            drafts = self._reminders(result.due or self.params.month)
        self._all(notes, drafts, well=result.status == DONE)
        return LOST if result.status == DONE and self.lost else result.status

    def crashed(self, error: Exception) -> str:
        """Tell the maintainers of a run that could not even begin; what there is to say of that."""
        mask = told.mask(self.params.extra, self.params.monthly.secrets)
        self._all([self._failure(NOTHING, told.plain(mask(str(error))), None)], [])
        return self.said()

    def said(self) -> str:
        return "\n".join(self.lines)

    def _brief(self, of: Manifest) -> list[Note]:
        """The note of a published month; none where its brief was lost, is of another run, or is edited."""
        folder, page = self.home / of.folder, of.page("brief")
        if page is None or page.status not in manifest.GOOD or page in of.older:
            self._say(
                f"Không gửi bản tin {of.month}: trang brief không có hoặc không lập được (no good brief)."
            )
            return []
        if not manifest.whole(folder, page.outputs):
            self._lose(
                f"Không gửi: {folder / 'brief.html'} không còn như khi xuất bản (changed since published)."
            )
            return []
        say = partial(language.say, of.lang)
        month = locale.month(of.month, of.lang)
        revised = say("edition", n=of.edition) if of.edition > 1 else ""
        subject = say("mail_subject", month=month, name=of.programme_name)
        marks = [*filter(None, [revised, say("not_enough_figures") if of.lacking else ""])]
        changed = [f"{c['name']}: {c['before']} → {c['after']} ({c['why']})" for c in of.changed[:10]]
        files = [
            o["path"] for n in of.made if "/" not in n.name and n.status in manifest.GOOD for o in n.outputs
        ]
        base = "/".join([self.send.link.rstrip("/"), *map(quote, (self.home.name, of.folder))]).lstrip("/")
        links = {name: f"{base}/{quote(name)}" for name in ["index.html", *files]}
        link = say("mail_link", link=links["brief.html"]) if self.send.link else ""
        text = [of.banner, of.conclusion, revised, "\n".join(changed), link, say("mail_attached")]
        facts = {
            "status": "published", "programme": of.programme, "name": of.programme_name, "month": of.month,
            "edition": of.edition, "headline": of.conclusion, "lacking": of.lacking, "changed": of.changed,
            "links": links,
        }  # fmt: skip
        return [
            Note(
                f"brief {of.folder}",
                inputs.digest([of.edition, {k: f.get("value") for k, f in of.figures.items()}])[:16],
                told.short(f"{subject} ({'; '.join(marks)})" if marks else subject),
                "\n\n".join(filter(None, text)) + "\n",
                facts,
                ((f"{of.programme}-{of.folder}.html", (folder / page.outputs[0]["path"]).read_bytes()),),
            )
        ]

    def _failure(self, status: int, said: str, log: Path | None) -> Note:
        name = self.params.file.parent.name
        files: list[tuple[str, bytes]] = []
        with suppress(OSError):
            if log and (heard := log.read_bytes()[-LOG:]):
                files.append(("run.log", heard))
        return Note(
            "failed",
            inputs.digest([status, said])[:16],
            told.short(f"Bản tin {name}: lần chạy kết thúc với mã {status} (run ended with {status})"),
            said + "\n",
            {"status": "failed", "programme": name, "exit_status": status, "message": said},
            tuple(files),
        )

    def _reminders(self, month: str) -> list[tuple[str, bytes]]:
        """A draft for each office that is late with the month, once it has closed: name of its file, content."""
        try:
            posts, problems, month, day = inbox.gathered(self.params.over({"month": month}))
        except (ValueError, OSError) as e:
            self._lose(f"Không soạn được lời nhắc (no reminders): {language.refused(e)}")
            return []
        if day >= dt.date.today():
            return []
        if strange := sorted({*self.send.offices} - {o.id for o in self.params.programme.owners}):
            ids = ", ".join(o.id for o in self.params.programme.owners)
            self._say(f"send.offices: {', '.join(strange)}: không có đơn vị này, cần (no such office) {ids}")
        files, lang = unread(problems), self.params.lang
        look = say(lang, "reminder_look", files=listed(files, 5)) if files else ""
        look = f"[{look} {say(lang, 'reminder_looked')}]\n\n" if look else ""
        drafts = []
        for late in (p for p in posts if p.missing and p.id):
            draft = EmailMessage(policy=SMTP)
            if to := self.send.offices.get(late.id):
                draft["To"] = to
            _entitle(
                draft,
                told.short(
                    say(lang, "reminder_title", month=locale.month(month, lang), name=late.name), limit=200
                ),
            )
            draft["X-Unsent"] = "1"  # a mail program opens it to be sent
            draft.set_content(look + inbox.reminder(late, month, day, lang) + "\n", cte="base64")
            drafts.append((f"{month}-{folder_name(late.id)}.eml", bytes(draft)))
        return drafts

    def _all(self, notes: list[Note], drafts: list[tuple[str, bytes]], well: bool = False) -> None:
        """Tell everybody, one run at a time; `well`: what failed before is over, and is told anew if it comes again."""
        if self.dry:
            return self._show(notes, drafts)
        self.home.mkdir(parents=True, exist_ok=True)
        path = self.home / ".sent.json"
        with FileLock(self.home / ".sent.lock", timeout=PATIENCE):
            try:
                self.known = dict(json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError):
                self.known = {}
            if well:
                self.known = {k: v for k, v in self.known.items() if not k.startswith("failed ")}
            self.keep = lambda: house.put(path, json.dumps(self.known, indent=1, sort_keys=True).encode())
            todo = [(note, to) for note in notes for to in self._to(note) if self._new(note, to)]
            try:
                if todo:
                    self._deliver(todo)
            except (ParameterError, *WRONG) as e:
                self._lose(f"Không gửi được (not sent): {self._why(e)}")
            self._put(drafts)
            self.keep()

    def _to(self, note: Note) -> Iterable[str]:
        """Who is told of it: addresses; "" where there is a folder or a webhook for all."""
        if not self.send.smtp:
            return [""]
        return dict.fromkeys(self.send.maintainers if note.of == "failed" else self.send.leaders)

    def _new(self, note: Note, to: str) -> bool:
        if self.again or self.known.get(_key(note, to or self._way())) != note.id:
            return True
        self._say(
            f"Đã gửi trước đây, không gửi lại (sent before; --again): {note.subject} → {to or self._way()}"
        )
        return False

    def _way(self) -> str:
        return self.send.folder or "webhook"

    def _deliver(self, todo: list[tuple[Note, str]]) -> None:
        with self._opened() as deliver:
            for note, to in todo:
                try:
                    deliver(note, to)
                except smtplib.SMTPServerDisconnected:
                    raise
                except WRONG as e:
                    self._lose(f"Không gửi được cho (not sent to) {to or self._way()}: {self._why(e)}")
                    continue
                self.known[_key(note, to or self._way())] = note.id
                self.keep()  # at once: what was sent is not sent again, whatever comes next
                self.sent += 1
                self._say(f"Đã gửi (sent): {note.subject} → {to or self._way()}")

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """What delivers a note to somebody, while the way is open."""
        send, here = self.send, self.params.file.parent
        secret = {key: value.take(key, here) for key, value in send.secrets()}
        self.mask = _masking(secret.values(), send.smtp.user if send.smtp else "")
        if send.webhook:
            url = post.web(secret.get("webhook.secret") or send.webhook.url)
            yield partial(_post, url, _trust(here, send.webhook.ca))
            return
        if send.smtp is None:
            yield partial(_drop, here / send.folder)
            return
        smtp, context = send.smtp, _trust(here, send.smtp.ca)
        direct = smtp.security == "tls"
        opened = partial(smtplib.SMTP_SSL, context=context) if direct else smtplib.SMTP
        with opened(smtp.host, smtp.port, timeout=PATIENCE) as server:
            if smtp.security == "starttls":
                server.starttls(context=context)  # one that has none is sent nothing
            if smtp.user:
                server.login(smtp.user, secret["smtp.password"])
            yield lambda note, to: server.send_message(_message(note, send, to), smtp.sender, [to])

    def _put(self, drafts: list[tuple[str, bytes]]) -> None:
        """The drafts in their folder; those that are out of date go, those that somebody has edited stay."""
        folder = self._drafts()
        fresh = dict(drafts)
        for key in [k for k in self.known if k.startswith("draft ")]:
            name = key.removeprefix("draft ")
            if name not in fresh and manifest.sha256(folder / name) in (self.known.pop(key), ""):
                (folder / name).unlink(missing_ok=True)
        for name, content in fresh.items():
            if manifest.sha256(folder / name) in ("", self.known.get(f"draft {name}")):
                self.known[f"draft {name}"] = house.put(folder / name, content)["sha256"]
                self._say(f"Lời nhắc soạn sẵn, chưa gửi (draft of a reminder): {folder / name}")
            else:
                self._say(f"Lời nhắc đã có người sửa, giữ nguyên (edited, left as it is): {folder / name}")

    def _drafts(self) -> Path:
        own = self.send.reminders
        return self.params.file.parent / own if own else self.params.processed / "reminders"

    def _show(self, notes: list[Note], drafts: list[tuple[str, bytes]]) -> None:
        for note in notes:
            for to in self._to(note):
                files = ", ".join(f"{name} ({len(content)} byte)" for name, content in note.files)
                self._say(
                    f"Sẽ gửi (would send) → {to or self._way()}: {note.subject}\n{note.text}[{files}]\n"
                )
        for name, _ in drafts:
            self._say(f"Sẽ soạn (would draft): {self._drafts() / name}")
        self._say("Chạy thử, không gửi gì (dry run, nothing sent).")

    def _say(self, text: str) -> None:
        self.lines.append(told.plain(self.mask(text)))

    def _lose(self, text: str) -> None:
        self.lost += 1
        self._say(text)

    def _why(self, error: Exception) -> str:
        """What went wrong, without any secret."""
        if isinstance(inner := getattr(error, "reason", None), Exception):  # of a URLError
            error = inner
        if isinstance(error, ssl.SSLCertVerificationError):
            said = f"không tin được chứng chỉ của máy chủ (certificate not trusted): {error.verify_message}"
        elif isinstance(error, UnicodeError):
            said = "có chữ ngoài ASCII trong tên hoặc mật khẩu (not ASCII)"
        elif isinstance(error, smtplib.SMTPRecipientsRefused):
            said = "; ".join(f"{code} {_decoded(words)}" for code, words in error.recipients.values())
        elif isinstance(error, smtplib.SMTPResponseException):
            said = f"{error.smtp_code} {_decoded(error.smtp_error)}"
        else:
            said = str(error) or type(error).__name__
        return told.short(self.mask(said))


def _masking(secrets: Iterable[str], user: str) -> told.Mask:
    """Secrets, as they are and as SMTP writes them."""
    forms = [form for s in secrets for form in (s, f"\0{user}\0{s}")]
    return told.Mask([*forms, *(base64.b64encode(form.encode()).decode() for form in forms)])


def _message(note: Note, send: Send, to: str) -> EmailMessage:
    """The note as a message. Whatever stands in a name is one line of a header, encoded where it must be."""
    assert send.smtp is not None
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(addr_spec=send.smtp.sender)
    message["To"] = Address(addr_spec=to)
    _entitle(message, note.subject)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=send.smtp.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(note.text, cte="base64")
    for name, content in note.files:
        kind = "html" if name.endswith(".html") else "plain"
        utf8 = {"charset": "utf-8"}
        message.add_attachment(content, maintype="text", subtype=kind, filename=name, params=utf8)
    return message


def _entitle(message: EmailMessage, subject: str) -> None:
    """EmailMessage itself, folding a line, loses a space where a word without a mark ends or begins it."""
    message.set_raw("Subject", Header(subject, "utf-8", header_name="Subject").encode())


def _drop(folder: Path, note: Note, to: str) -> None:
    """The note's files and its words, each whole, below the folder."""
    stem = folder_name(f"{note.facts['programme']}-{note.of.replace(' ', '-')}-{note.id}")
    for name, content in note.files:
        house.put(folder / stem / name, content)
    house.put(folder / stem / "message.txt", f"{note.subject}\n\n{note.text}".encode())


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """What is told to one address is not told to another."""


def _post(url: str, trust: ssl.SSLContext, note: Note, to: str) -> None:
    body = json.dumps({"subject": note.subject, **note.facts}, ensure_ascii=False).encode("utf-8", "replace")
    heads = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "brief"}
    local = [ProxyHandler({})] if urlsplit(url).hostname in LOCAL else []
    opener = build_opener(_Stay, HTTPSHandler(context=trust), *local)
    with opener.open(Request(url, body, heads, method="POST"), timeout=PATIENCE):
        pass


def _trust(folder: Path, ca: str) -> ssl.SSLContext:
    """Certificates and names are verified, always."""
    return ssl.create_default_context(cafile=str(folder / ca) if ca else None)


def _key(note: Note, to: str) -> str:
    """What the record knows a note to somebody by; no address stands in the reports folder."""
    return f"{note.of} {inputs.digest(to)[:16]}"


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
