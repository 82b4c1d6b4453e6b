"""Telling people: a real mail server and a real web server, certificates that are verified, nobody told twice."""

import base64
import email
import email.policy
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trustme
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from analysis import post
from analysis.params import ParameterError, RunParams
from analysis.publish import manifest
from analysis.publish.manifest import Manifest, Notebook
from analysis.run.run import Result
from analysis.send import Note, Sender, _message
from analysis.yamlfile import FileMistakes

from .draft.test_forms import CELLS, filled, form, house, params  # noqa: F401
from .run.conftest import made_notebook

PASSWORD = "mat-khau-rat-dai-9731"
LEADERS = ["chu-tich@example.vn", "pho@example.vn"]
SUBJECT = "Bản tin tiến độ tháng 2/2026 – Xã Mẫu Bcc: x@example.vn"


class Mailbox:
    """A mail server on this machine; `refuse`: an address that it does not take."""

    def __init__(self, context: ssl.SSLContext | None, **more):
        self.messages, self.refuse, self.tried = [], "", 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

        def known(server, session, envelope, mechanism, data):
            self.tried += 1
            good = (data.login, data.password) == (b"brief", PASSWORD.encode())
            return AuthResult(success=good, handled=False)

        if context:
            more = {"tls_context": context, "require_starttls": True, "authenticator": known,
                    "auth_required": True, **more}  # fmt: skip
        self.server = Controller(self, hostname="127.0.0.1", port=self.port, **more)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refuse:
            return "550 không có hộp thư"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append((envelope.rcpt_tos, read, session.ssl is not None))
        return "250 OK"


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def serving(authority):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def mailbox(serving):
    box = Mailbox(serving)
    box.server.start()
    yield box
    box.server.stop()


@pytest.fixture
def office(house, authority, monkeypatch):  # noqa: F811
    """A house with a published month, whose monthly.yml says how it is sent; returns the parameters."""
    month = house / "reports/xa-mau-2026/2026-02"
    page = manifest.put(month / "brief.html", "<p>Bản tin</p>".encode())
    brief = Notebook("brief", status="completed", outputs=[{"path": "brief.html", **page}])
    record = Manifest("1", "xa-mau-2026", "2026-02", "2026-02-28", {}, programme_name="Xã Mẫu\r\nBcc: x@example.vn",
                      folder="2026-02", conclusion="3/5 chỉ tiêu đạt tiến độ.", notebooks=[brief])  # fmt: skip
    manifest.write(month, record)
    authority.cert_pem.write_to_path(house / "params/xa-mau-2026/ca.pem")
    monkeypatch.setenv("BRIEF_SMTP", PASSWORD)
    monkeypatch.setattr(post, "_KEPT", {})
    file = house / "params/xa-mau-2026/monthly.yml"
    plain = file.read_text("utf-8")

    def load(month="2026-02", **send):
        send = {"leaders": LEADERS, "maintainers": ["may@example.vn"], **send}
        file.write_text(plain + yaml.safe_dump({"send": send}), encoding="utf-8")
        return RunParams.load(file, {"month": month})

    return load


def by_mail(port: int, **more) -> dict:
    asked = {"host": "127.0.0.1", "port": port, "sender": "brief@example.vn", "user": "brief",
             "password": {"env": "BRIEF_SMTP"}, "ca": "ca.pem", **more}  # fmt: skip
    return {"smtp": {k: v for k, v in asked.items() if v is not None}}


def revise(params, **changes) -> None:  # noqa: F811
    folder = params.home / "2026-02"
    record = manifest.read(folder)
    for key, value in changes.items():
        setattr(record, key, value)
    manifest.write(folder, record)


def test_leaders_get_the_brief_once_by_an_encrypted_way(office, mailbox):
    asked = office(**by_mail(mailbox.port))
    sender = Sender(asked)
    assert sender.month() == 0, sender.said()
    assert [to for to, _, _ in mailbox.messages] == [[a] for a in LEADERS]
    _, message, encrypted = mailbox.messages[0]
    assert encrypted and message["Subject"] == SUBJECT and message["Bcc"] is None
    assert "3/5 chỉ tiêu đạt tiến độ." in message.get_body(("plain",)).get_content()
    (page,) = message.iter_attachments()
    assert page.get_content_type() == "text/html" and page.get_filename() == "xa-mau-2026-2026-02.html"
    assert page.get_payload(decode=True) == "<p>Bản tin</p>".encode()
    again = Sender(asked)
    assert again.month() == 0 and len(mailbox.messages) == 2 and "không gửi lại" in again.said()
    assert Sender(asked, again=True).month() == 0 and len(mailbox.messages) == 4
    # a revised edition is told anew, and what changed in it
    revise(asked, edition=2, changed=[{"name": "1 Thu", "before": "5", "after": "6", "why": "thu.xlsx"}])
    assert Sender(asked).month() == 0 and len(mailbox.messages) == 6
    _, message, _ = mailbox.messages[-1]
    assert "Bản cập nhật lần 2" in message["Subject"]
    assert "1 Thu: 5 → 6 (thu.xlsx)" in message.get_body(("plain",)).get_content()
    kept = (asked.home / ".sent.json").read_text("utf-8")
    assert PASSWORD not in kept and "chu-tich" not in kept


def test_no_space_of_a_subject_is_lost_where_its_line_is_folded(office):
    send, name = (
        office(**by_mail(1)).monthly.send,
        "Chương trình hành động năm 2025 của huyện Cần Đước và các xã",
    )
    for length in range(1, len(name)):
        subject = (
            f"Bản tin tiến độ tháng 9/2025 – {name[:length].strip()} (Bản cập nhật lần 2; chưa đủ số liệu)"
        )
        written = bytes(_message(Note("brief 2026-02", "1", subject, "", {}), send, LEADERS[0]))
        for read in (email.policy.default, email.policy.compat32):
            told = str(email.message_from_bytes(written, policy=read)["Subject"])
            assert str(make_header(decode_header(told))) == subject
    hostile = Note("brief 2026-02", "1", "a\r\nBcc: x@example.vn\n\nb\u2028c\x85d", "", {})
    written = bytes(_message(hostile, send, LEADERS[0]))
    assert email.message_from_bytes(written, policy=email.policy.default)["Bcc"] is None


def test_by_tls_from_the_start(office, serving):
    box = Mailbox(None, ssl_context=serving)
    box.server.start()
    try:
        sender = Sender(office(**by_mail(box.port, security="tls", user=None, password=None)))
        assert sender.month() == 0, sender.said()
    finally:
        box.server.stop()
    assert len(box.messages) == 2


@pytest.mark.parametrize(
    ("context", "change", "why"),
    [
        (True, {"ca": None}, "không tin được chứng chỉ"),
        (True, {"host": "localhost"}, "không tin được chứng chỉ"),  # of another name
        (False, {}, "STARTTLS"),
    ],
)
def test_nothing_goes_over_a_way_that_is_not_safe(office, serving, context, change, why):
    box = Mailbox(serving if context else None)
    box.server.start()
    try:
        sender = Sender(office(**by_mail(box.port, **change)))
        assert sender.month() == 2 and why in sender.said()
    finally:
        box.server.stop()
    assert not box.messages and not box.tried


def test_a_wrong_password_is_told_nowhere(office, mailbox, monkeypatch):
    wrong = "khong-dung-8642"
    monkeypatch.setenv("BRIEF_SMTP", wrong)
    asked = office(**by_mail(mailbox.port))
    sender = Sender(asked)
    assert sender.month() == 2 and mailbox.tried and "535" in sender.said()
    forms = [
        wrong,
        base64.b64encode(wrong.encode()).decode(),
        base64.b64encode(f"\0brief\0{wrong}".encode()).decode(),
    ]
    kept = sender.said() + (asked.home / ".sent.json").read_text("utf-8")
    assert not any(f in kept for f in forms) and not mailbox.messages
    mask = sender.mask
    assert not any(f in mask(f"535 {f} refused") for f in forms)


def test_a_password_from_a_file_or_the_environment_is_inherited_by_nobody(office, mailbox):
    asked = office(**by_mail(mailbox.port))
    post.hide(asked.monthly.send)
    assert "BRIEF_SMTP" not in os.environ
    assert Sender(asked).month() == 0, "it is known all the same"
    (asked.file.parent / "key").write_text(f"{PASSWORD}\n")
    assert Sender(office(**by_mail(mailbox.port, password={"file": "key"})), again=True).month() == 0
    lost = Sender(office(**by_mail(mailbox.port, password={"env": "hunter2!"})), again=True)
    assert lost.month() == 2 and "biến môi trường" in lost.said() and "hunter2" not in lost.said()


@pytest.mark.skipif(
    not os.path.exists("/proc/self/environ"), reason="the system shows no environment of a process"
)
def test_a_password_taken_from_the_environment_is_not_shown_with_the_process_either():
    look = "from analysis.post import _taken as t; print(t('BRIEF_SMTP'), open('/proc/self/environ', 'rb').read())"
    env = {**os.environ, "BRIEF_SMTP": PASSWORD, "ANOTHER": "khác"}
    told = subprocess.run(
        [sys.executable, "-c", look], env=env, capture_output=True, encoding="utf-8", check=True
    )
    assert told.stdout.startswith(PASSWORD) and told.stdout.count(PASSWORD) == 1 and "ANOTHER" in told.stdout


def test_one_who_cannot_be_reached_does_not_cost_the_others(office, mailbox):
    mailbox.refuse = LEADERS[0]
    asked = office(**by_mail(mailbox.port))
    sender = Sender(asked)
    assert sender.month() == 1 and f"{LEADERS[0]}: 550" in sender.said()
    mailbox.refuse = ""
    assert Sender(asked).month() == 0
    assert [to for to, _, _ in mailbox.messages] == [[LEADERS[1]], [LEADERS[0]]]


def test_a_dry_run_shows_and_sends_nothing(office, mailbox, house):  # noqa: F811
    asked = office(**by_mail(mailbox.port))
    sender = Sender(asked, dry=True)
    assert sender.month() == 0
    said = sender.said()
    assert (
        all(a in said for a in LEADERS)
        and SUBJECT in said
        and "3/5 chỉ tiêu" in said
        and "2026-02-kt.eml" in said
    )
    assert (
        not mailbox.messages and not list(house.rglob("*.eml")) and not (asked.home / ".sent.json").exists()
    )


def test_an_edited_or_lost_brief_is_not_sent(office, mailbox):
    asked = office(**by_mail(mailbox.port))
    (asked.home / "2026-02/brief.html").write_text("sửa")
    sender = Sender(asked)
    assert sender.month() == 2 and "changed since published" in sender.said() and not mailbox.messages
    with pytest.raises(ParameterError, match="đã xuất bản"):
        Sender(office(month="2026-01", **by_mail(mailbox.port))).month()


def test_maintainers_get_a_failure_with_its_log_until_it_is_over(office, mailbox, tmp_path):
    asked = office(**by_mail(mailbox.port))
    log = tmp_path / "run.log"
    log.write_text("dòng cuối", encoding="utf-8")
    waits = Result(4, "Chưa báo cáo (late): Thuế", log=log, due="2026-02")
    for _ in range(2):
        assert Sender(asked).after(waits, waits.message) == 4
    ((to, message, _),) = mailbox.messages
    assert to == ["may@example.vn"] and "4" in message["Subject"]
    assert "Thuế" in message.get_body(("plain",)).get_content()
    (attached,) = message.iter_attachments()
    assert attached.get_content() == "dòng cuối"
    published = Result(0, manifest=manifest.read(asked.home / "2026-02"))
    assert Sender(asked).after(published, "") == 0 and len(mailbox.messages) == 3, "two leaders"
    assert Sender(asked).after(waits, waits.message) == 4 and len(mailbox.messages) == 4
    sender = Sender(asked)
    sender.crashed(ValueError("programme.yml, dòng 3"))
    assert "dòng 3" in mailbox.messages[-1][1].get_body(("plain",)).get_content()
    assert Sender(asked).after(Result(3, "khóa"), "khóa") == 3 and len(mailbox.messages) == 5


def test_a_run_that_went_well_but_told_nobody_is_no_success(office):
    asked = office(**by_mail(1))
    assert Sender(asked).after(Result(0, manifest=manifest.read(asked.home / "2026-02")), "") == 1


def test_late_offices_get_drafts_that_nobody_sends(office, form, house):  # noqa: F811
    asked = office(folder="out", reminders="drafts", offices={"kt": "kinh-te@example.vn"})
    drafts = asked.file.parent / "drafts"
    assert Sender(asked).month() == 0
    assert {p.name for p in drafts.iterdir()} == {"2026-02-kt.eml", "2026-02-vh.eml"}
    read = email.message_from_bytes((drafts / "2026-02-kt.eml").read_bytes(), policy=email.policy.default)
    assert (
        read["To"] == "kinh-te@example.vn" and read["X-Unsent"] == "1" and "Phòng Kinh tế" in read["Subject"]
    )
    assert "Thu tiền" in read.get_content() and "Xem trước" not in read.get_content()
    lost = Sender(office(folder="out", reminders="drafts", offices={"kte": "kinh-te@example.vn"}))
    assert lost.month() == 0 and "send.offices: kte" in lost.said() and "kt, vh" in lost.said()
    asked = office(folder="out", reminders="drafts", offices={"kt": "kinh-te@example.vn"})
    assert "send.offices" not in (sender := Sender(asked)).said() and sender.month() == 0
    edited = drafts / "2026-02-vh.eml"
    edited.write_text("của tôi", encoding="utf-8")
    filled(form, house, CELLS)
    sender = Sender(asked)
    assert sender.month() == 0 and "giữ nguyên" in sender.said()
    assert [p.name for p in drafts.iterdir()] == ["2026-02-vh.eml"], (
        "the office that has reported is not reminded"
    )
    assert edited.read_text("utf-8") == "của tôi"


def test_a_draft_says_first_which_files_nobody_has_read(office, house):  # noqa: F811
    (house / "raw/vh-thang-2.xlsx").write_bytes(b"no workbook, and of no office")
    asked = office(folder="out", reminders="drafts")
    assert Sender(asked).month() == 0
    draft = (asked.file.parent / "drafts/2026-02-vh.eml").read_bytes()
    said = email.message_from_bytes(draft, policy=email.policy.default).get_content()
    assert said.startswith("[Xem trước khi gửi") and "vh-thang-2.xlsx" in said.splitlines()[0]
    assert said.splitlines()[2].startswith("Kính gửi: ")


def test_into_a_folder(office):
    asked = office(folder="out")
    assert Sender(asked).month() == 0
    (put,) = (asked.file.parent / "out").iterdir()
    assert (put / "xa-mau-2026-2026-02.html").read_text("utf-8") == "<p>Bản tin</p>"
    assert (put / "message.txt").read_text("utf-8").startswith(f"{SUBJECT}\n\n3/5 chỉ tiêu")
    assert Sender(office(folder="elsewhere")).month() == 0
    assert list((asked.file.parent / "elsewhere").iterdir()), (
        "what lies in one folder lies not yet in another"
    )


@pytest.fixture
def web(serving):
    """A web server: path → status; what it was told. `(port, told)` of one without and one with certificate."""
    told, servers = [], []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append((self.path, self.headers["Content-Type"], json.loads(body)))
            self.send_response({"/no": 500, "/away": 302}.get(self.path, 200))
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_):
            pass

    for encrypted in (False, True):
        server = HTTPServer(("127.0.0.1", 0), Answer)
        if encrypted:
            server.socket = serving.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
    yield [s.server_port for s in servers], told
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_webhook_is_told_in_json(office, web):
    (port, encrypted), told = web
    asked = office(webhook={"url": f"http://127.0.0.1:{port}/hook"}, link="https://example.vn/reports")
    assert Sender(asked).month() == 0
    ((path, kind, said),) = told
    assert path == "/hook" and kind.startswith("application/json")
    assert (said["status"], said["month"], said["edition"]) == ("published", "2026-02", 1)
    assert said["headline"] == "3/5 chỉ tiêu đạt tiến độ."
    assert said["links"]["brief.html"] == "https://example.vn/reports/xa-mau-2026/2026-02/brief.html"
    safe = {"url": f"https://127.0.0.1:{encrypted}/hook", "ca": "ca.pem"}
    assert Sender(office(webhook=safe), again=True).month() == 0 and len(told) == 2
    untrusted = Sender(office(webhook={"url": safe["url"]}), again=True)
    assert untrusted.month() == 2 and "không tin được chứng chỉ" in untrusted.said() and len(told) == 2


@pytest.mark.parametrize("path", ["no", "away"])
def test_a_webhook_that_does_not_take_it(office, web, path, monkeypatch):
    (port, _), told = web
    monkeypatch.setenv("HOOK", f"http://127.0.0.1:{port}/{path}")
    sender = Sender(office(webhook={"secret": {"env": "HOOK"}}))
    assert sender.month() == 2 and "HTTP" in sender.said() and f"/{path}" not in sender.said()
    assert len(told) == 1, "a redirect is not followed"


SMTP = {"host": "mail.example.vn", "sender": "a@example.vn"}


@pytest.mark.parametrize(
    ("send", "why"),
    [
        ({"smtp": {**SMTP, "security": "none"}}, "chỉ cho localhost"),
        ({"smtp": {**SMTP, "user": "u", "password": "hunter2"}}, "không ghi bí mật vào đây"),
        ({"smtp": {**SMTP, "user": "u", "password": 4815162342}}, "không ghi bí mật vào đây"),
        ({"smtp": {**SMTP, "user": "u"}}, "cùng có hoặc cùng không"),
        ({"smtp": SMTP, "folder": "x"}, "đúng một trong"),
        ({"webhook": {"url": "http://example.vn/hook"}}, "https://"),
        ({"webhook": {"url": "https://u:p@example.vn/hook"}}, "https://"),
        ({"smtp": SMTP, "leaders": ["a@example.vn\nBcc: b@example.vn"]}, "địa chỉ e-mail"),
        ({"smtp": SMTP, "leaders": ["a@example.vn, b@example.vn"]}, "địa chỉ e-mail"),
        ({"smtp": SMTP, "leaders": ["không-có-a-còng"]}, "địa chỉ e-mail"),
        ({"smtp": SMTP, "leaders": ["a@-example.vn"]}, "địa chỉ e-mail"),
        ({"smtp": {**SMTP, "sender": "a@b@c"}}, "địa chỉ e-mail"),
    ],
)  # fmt: skip
def test_mistakes_in_monthly_are_told_and_secrets_are_not(office, send, why):
    with pytest.raises(FileMistakes) as e:
        office(**send)
    assert why in str(e.value) and "hunter2" not in str(e.value) and "4815162342" not in str(e.value)


def test_a_programme_that_sends_nothing_says_so(house):  # noqa: F811
    with pytest.raises(ParameterError, match="send"):
        Sender(params(house))


def test_what_is_no_official_month_goes_to_nobody(office, mailbox):
    asked = office(**by_mail(mailbox.port))
    revise(asked, question="as-of-2026-02-10")
    with pytest.raises(ParameterError):
        Sender(asked).month()
    assert Sender(asked).after(Result(0, manifest=manifest.read(Path(asked.home / "2026-02"))), "") == 0
    assert not mailbox.messages


def test_a_run_that_sends_leaves_the_password_nowhere(office, mailbox, form, house):  # noqa: F811
    """Not in a notebook, page, log, manifest, record or on the screen; a second run sends nothing again."""
    asked = office(**by_mail(mailbox.port))
    filled(form, house, CELLS)
    shown = "HTML(os.environ.get('BRIEF_SMTP', '<p>không có</p>'))"
    cell = f"#page\nimport os\nfrom IPython.display import HTML\n{shown}"
    made_notebook(house / "notebooks/98_env.ipynb", cell)
    pages = "notebooks: [98_env, {notebook: 09_brief, name: brief}]\npapers: []"
    text = asked.file.read_text("utf-8").replace("notebooks: [09_brief]", pages)
    asked.file.write_text(text, encoding="utf-8")
    command = [
        Path(sys.executable).with_name("brief"),
        "run",
        "--send",
        "--params",
        asked.file,
        "--month",
        "2026-02",
    ]
    done = [
        subprocess.run(list(map(str, command)), cwd=house, capture_output=True, encoding="utf-8", check=False)
        for _ in range(2)
    ]
    assert [d.returncode for d in done] == [0, 0], done[0].stderr
    assert [to for to, _, _ in mailbox.messages] == [[a] for a in LEADERS] and "không gửi lại" in done[
        1
    ].stderr
    assert "không có" in (asked.home / "2026-02/98_env.html").read_text("utf-8")
    said = "".join(d.stdout + d.stderr for d in done).encode()
    written = b"".join(p.read_bytes() for p in house.rglob("*") if p.is_file())
    assert PASSWORD.encode() not in said + written
