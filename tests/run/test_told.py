"""No secret and no escape code is told, and no more than a reader reads."""

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from unicodedata import normalize
from urllib.parse import quote

import pytest
from papermill.translators import PythonTranslator

from analysis.told import HIDDEN, Mask, hidden, is_secret, mask, named, plain, short


@pytest.mark.parametrize(
    "name",
    ["token", "TOKEN", "db_password", "DB_PASSWORD", "apiKey", "api_key", "AWS_SECRET_ACCESS_KEY", "mat_khau",
     "client.secret", "PGPASSWORD_", "credentials", "DB_PWD", "access-key", "mật khẩu"],
)  # fmt: skip
def test_names_of_secrets(name):
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "month",
        "place",
        "PWD",
        "TOKENIZERS_PARALLELISM",
        "passage",
        "key",
        "monkey",
        "keyboard",
        "secretary",
        "PATH",
    ],
)
def test_names_of_others(name):
    assert not is_secret(name)


SECRET = "p@ss'w\"ö rd&<1\\"


@pytest.mark.parametrize(
    "written",
    [
        str,
        repr,
        html.escape,
        json.dumps,
        quote,
        lambda s: json.dumps(s, ensure_ascii=False),
        lambda s: f"x{s}x",
        ascii,
        PythonTranslator.translate,
        lambda s: repr(s.encode()),
        lambda s: s.encode().hex(),
        lambda s: b64encode(s.encode()).decode(),
        lambda s: b64encode(f"u:{s}".encode()).decode(),
        lambda s: urlsafe_b64encode(f"me:{s}\n".encode()).decode(),
    ],
)
def test_a_secret_is_masked_however_it_is_written(written):
    said = Mask([SECRET])(f"trước {written(SECRET)} sau")
    assert HIDDEN in said and said.startswith("trước") and said.endswith("sau")
    for part in ("ss'w", "rd&", "ss&#", "%40ss", SECRET[1:4].encode().hex(), *(
        b64encode(bytes(n) + SECRET[1:-1].encode()).decode()[4:-4] for n in range(3)
    )):  # fmt: skip
        assert part not in said


def test_a_short_secret_is_not_looked_for_in_base64():
    said = b64encode(b"1234567 and a picture").decode()
    assert Mask(["1234567"])(said) == said


def test_short_values_do_not_blot_out_figures():
    assert Mask(["1", "ab"])("1.100 ab") == "1.100 ab"
    assert Mask(["1234"])("1234, 51234, 1.234") == f"{HIDDEN}, 51234, 1.234"
    assert Mask(["123456789"])("x1234567890") == "x1234567890"
    assert Mask([])("một") == "một"


def test_a_password_in_an_address():
    assert Mask()("postgres://user:hunter2@host/db") == f"postgres://user:{HIDDEN}@host/db"
    for text in (
        "an/Hunter22@db",
        "an:Hunter22@db:1521/x",
        "sqlplus an/tiger@db.local",
        "auth=('an', 'Hunter22')",
    ):
        said = Mask()(text)
        assert HIDDEN in said and "Hunter22" not in said and "tiger" not in said and "an" in said
    for text in (
        "http://host:8080/a@b",
        "an/binh85@canduoc.gov.vn",
        "Email:an85@x.vn",
        "giá 12/15@2 xã",
        "x (min-width:700px){.a{b:c1}}@media print",
        "auth=('an', pw)",
    ):
        assert Mask()(text) == text


def test_lines_of_a_key():
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n-----END KEY-----"
    assert "MIIEv" not in Mask([key])(f"  MIIEvQIBADANBgkqhkiG9w0\n {key}")


def test_secrets_of_parameters_and_of_the_environment(monkeypatch):
    monkeypatch.setenv("DB_PASSWORD", "tu-moi-truong")
    monkeypatch.setenv("HOME_TOWN", "Can Duoc town")
    found = mask({"token": "hunter2hunter2", "pin": 482913, "month": "2025-06"}, ["pin"])
    said = found("hunter2hunter2 482913 2025-06 tu-moi-truong Can Duoc town")
    assert said == f"{HIDDEN} {HIDDEN} 2025-06 {HIDDEN} Can Duoc town"
    assert found.within({"a": ["hunter2hunter2", 1, None]}) == {"a": [HIDDEN, 1, None]}
    assert hidden({"token": "x", "pin": 1, "month": "y"}, ["pin"]) == {
        "token": HIDDEN,
        "pin": HIDDEN,
        "month": "y",
    }


def test_secrets_within_other_values():
    given = {"conn": {"user": "an", "password": "hunter2h"}, "pins": ["482913", 5566], "ok_token": True}
    found = mask(given, ["pins"])
    assert found("hunter2h, 482913, 5566, an, True") == f"{HIDDEN}, {HIDDEN}, {HIDDEN}, an, True"
    assert found.within({"a": 5566, "hunter2h": [1, True]}) == {"a": HIDDEN, HIDDEN: [1, True]}
    assert hidden(given, ["pins"])["conn"] == {"user": "an", "password": HIDDEN}
    one, other = (named({"conn": {"password": word}})["conn"] for word in ("hunter2h", "hunter3h"))
    assert one != other and "hunter" not in one + other


def test_numbers_that_open_a_door_and_others():
    assert Mask()("PIN 4821, mã OTP: 482193") == f"PIN {HIDDEN}, mã OTP: {HIDDEN}"
    for text in (
        "pin là 4821",
        "Pin của tôi là 4821",
        "đổi mã pin là: 4821",
        "mã xác nhận: 4821",
        "OTP is 4821",
    ):
        for said in (Mask()(text), Mask()(normalize("NFD", text))):
            assert "4821" not in said and HIDDEN in said
    for text in (
        "sản lượng pin là 4821",
        "pin là 4821 bộ",
        "mã xác nhận 4821 hồ sơ",
        "pin 4821 MW",
        "PIN 4,5",
        "PIN: 1234 chiếc",
        "PIN 4821 tấn",
        "-p month 2025-06",
        "mk 12 km",
        "mkdir -p bao-cao2025",
        "run -u 1000:1000",
    ):
        assert Mask()(text) == text


def test_escape_codes():
    said = "\x1b[31mđỏ\x1b[0m \x1b]8;;http://x\x07nối\x1b]8;;\x1b\\ \x1b[2K\x1b(B\x9b1mxanh\x07\r\u202e dòng\n hai\tba"
    assert plain(said) == "đỏ nối xanh dòng\n hai\tba"
    assert plain("\x1b") == "" and plain("\x1b[") == "" and plain("\x1b]0;t") == ""


def test_long_texts_are_cut_with_the_place_of_the_whole():
    assert short("một\n  hai") == "một hai"
    said = short("z" * 1000, "data/x.ipynb")
    assert len(said) < 460 and said.endswith("… (toàn văn, in full: data/x.ipynb)")


@pytest.mark.parametrize("write", [str, repr, json.dumps])
def test_a_literal_named_as_a_secret(write):
    """In a traceback, of what is no parameter."""
    for text in (
        "{'user': 'an', 'password': 'Zx8821kk'}",
        'connect(db_token="Zx8821kk")',
        "API_KEY = 'Zx8821kk'",
    ):
        said = Mask()(write(text))
        assert "Zx8821kk" not in said and HIDDEN in said
        assert "'an'" in said or "user" not in text or write is json.dumps
    assert "Zx8821kk" not in Mask()(
        "\x1b[33m'\x1b[39m\x1b[33mtoken\x1b[39m\x1b[33m'\x1b[39m: \x1b[33m'\x1b[39mZx8821kk\x1b[33m'"
    )
    for text in (
        "key='Zx8821kk'",
        "password: xem ở dưới",
        "passage = 'Zx8821kk'",
        "password=password",
        "token=''",
    ):
        assert Mask()(text) == text


@pytest.mark.parametrize(
    "text",
    ["<b>hun</b>ter2hunter2", "hunter2<span class='x'>hun</span><i>ter2</i>", "<td>hunter2</td><td>hunter2</td>",
     "hun\u200bter2hun&shy;ter2", "&#104;unter2<u>hunte</u>&#x72;2", "<b>7</b>7<i>31</i>",
     "hunter2\n    hun\r\nter2"],
)  # fmt: skip
def test_a_secret_that_something_unseen_cuts_apart(text):
    """The elements of the page stay as they are, and what stands beside it."""
    mask = Mask(["hunter2hunter2", "7731"])
    said = mask(f"<p>trước {text} sau, 7 731 <td>77</td><td>31</td></p>")
    assert said.count(HIDDEN) == 1 and "trước " in said and "sau, 7 731 <td>77</td><td>31</td></p>" in said
    assert re.findall("<[^>]*>", said)[1:-5] == re.findall("<[^>]*>", text)


def test_a_secret_in_other_letters():
    assert Mask(["hunter2hunter2"])("HUNTER2HUNTER2 Hunter2hunter2") == f"{HIDDEN} {HIDDEN}"


@pytest.mark.parametrize(
    "text",
    ["fe_sendauth: password=PlainPw77 host=db", "Driver=x;Pwd=PlainPw77;Server=y", "https://h/x?api_key=PlainPw77&a=1",
     "db_password=PlainPw77"],
)  # fmt: skip
def test_a_secret_without_quotes_in_an_address_or_a_connection(text):
    assert "PlainPw77" not in Mask()(text)
    assert Mask()("password = 5, pwd: a9, password=word") == "password = 5, pwd: a9, password=word"


@pytest.mark.parametrize("secret", ["token=Quad7788\nZebra9911xyz", "Quad77\r\n  88Zebra"])
def test_each_line_of_a_secret_of_several(secret):
    first, second = (line.strip() for line in secret.split("\n"))
    for text in (
        "{}<br>{}",
        "{}\r\n  {}",
        "{} {}",
        "- {}\n- {}",
        "<td>{}</td>\n<td>{}</td>",
        "ValueError: {1}",
    ):
        said = Mask([secret])(text.format(first, second))
        assert first not in said and second not in said and HIDDEN in said


@pytest.mark.parametrize(
    "text",
    ['mật khẩu: "Hunter4544"', "{'MẬT KHẨU': 'Hunter4544'}", '{"password":\n"Hunter4544"}',
     '      1 \'\'\'{"password":\n----> 2 "Hunter4544"}\'\'\'',
     'password=\x1b[0m\n\x1b[32m      3\x1b[39m   "Hunter4544"',
     'cfg={"token": ("Hunter4544"\n "Hunter4544")}', "tokens = ['Hunter4544', 'Hunter4544']", 'pin = """Hunter4544"""',
     "token = b'Hunter4544'", "<pre>password: |\n   Hunter4544\n   Hunter4544</pre>", "pwd: &gt;-\n  Hunter4544",
     '"password": "it\'s &Hunter4544"', 'x\n----> 2 pin = """một\n      3 Hunter4544\n      4 hai"""',
     "token = \'\'\'Hunter4544\n", "password = f'{host}-Hunter4544'", 'os.environ["DB_PASSWORD"] = "Hunter4544"',
     "os.environ.setdefault(&quot;DB_PASSWORD&quot;, &quot;Hunter4544&quot;)", "cfg['password']='Hunter4544'",
     "password: str | None = 'Hunter4544'", "token = 'a' + \\\n  'Hunter4544'", "password = str('Hunter4544')",
     "passwords:\n  - Hunter4544\n  - Hunter4544", "password: Hunter4544  # của tôi", "mật khẩu: Hunter4544",
     "Mật khẩu là Hunter4544", "Mật mã: Hunter4544", "mat_ma = 'Hunter4544'", "MatKhau=Hunter4544",
     "--password Hunter4544",
     "Authorization: Bearer Hunter4544", "mk: Hunter4544", "MK của tôi: Hunter4544", "pass Hunter4544", "pw=Hunter4544",
     "PGPASSWORD=Hunter4544 psql", "password is: Hunter4544", "mysql -u an -pHunter4544", "sshpass -p Hunter4544 ssh h",
     "login an Hunter4544", "đăng nhập an Hunter4544", "IDENTIFIED BY 'Hunter4544'", "Mật khẩu đăng nhập là Hunter4544",
     "curl -u an:Hunter4544 http://h", "-----BEGIN RSA PRIVATE KEY-----\nHunter4544"],
)  # fmt: skip
def test_a_literal_behind_a_name_however_it_is_set(text):
    for said in (Mask()(text), Mask()(normalize("NFD", text))):
        assert "Hunter4544" not in said and HIDDEN in said


@pytest.mark.parametrize(
    "text",
    [
        '{"password": "", "user": "an"}',
        'token = x, "an"',
        "mật độ: 'cao'",
        "password: |\nHết khối",
        "pin 5000MWh",
        "['password', 'user']",
        "Đổi mật khẩu: 3/7/2025",
        "login tháng 2025-06",
        "mật khẩu phải dài: tám chữ",
        "mật khẩu: 12 lần đổi",
        "def f(password: str, n=5)",
    ],
)
def test_what_stands_beside_a_name_stays(text):
    assert Mask()(text) == text


def test_the_next_key_stays():
    assert Mask()('{"password": "Hunter4544", "user": "an"}') == f'{{"password": "{HIDDEN}", "user": "an"}}'
