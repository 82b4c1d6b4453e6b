"""`send:` of monthly.yml: to whom a month goes and by which way. No password stands in it, only where it is found."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from analysis.programme import Id, Strict
from analysis.values import ParameterError

LOCAL = {"localhost", "127.0.0.1", "::1"}  # where nothing passes over a network
_LOCAL_PART, _LABEL = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?!\.)(?!.*\.\.)(?!.*\.@){_LOCAL_PART}@{_LABEL}(?:\.{_LABEL})*", re.ASCII)


def address(value: str) -> str:
    """One bare e-mail address, which can hold no second header. Raises ValueError."""
    if len(value) > 254 or not _ADDRESS.fullmatch(value):
        raise ValueError(
            "một địa chỉ e-mail không kèm tên, ví dụ ke-hoach@example.vn (a bare e-mail address)"
        )
    return value


Address = Annotated[str, AfterValidator(address)]


class Secret(Strict):
    """A value that is told nowhere: in a variable of the environment, or in a file beside monthly.yml."""

    env: str = ""
    file: str = ""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        if not isinstance(value, dict):  # said without it: it is the secret itself
            raise ValueError(
                "{env: TÊN_BIẾN} hoặc {file: tệp}; không ghi bí mật vào đây (never the secret itself)"
            )
        return value

    @model_validator(mode="after")
    def _one(self) -> Secret:
        if bool(self.env) == bool(self.file):
            raise ValueError("đúng một trong env (tên biến môi trường) và file (one of env and file)")
        return self

    def take(self, key: str, folder: Path) -> str:
        """The value; out of the environment, so that no notebook and no process started later inherits it. Raises
        ParameterError, which does not repeat what was written: it may be the value itself."""
        wanted = f"send: {key}"
        if self.env:
            if value := _taken(self.env):
                return value
            raise ParameterError(wanted, "biến môi trường chưa đặt", "tên một biến môi trường đã đặt (env)")
        try:
            value = (folder / self.file).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, ValueError):
            value = ""
        if not value or "\n" in value or "\r" in value:
            raise ParameterError(
                wanted, "tệp không đọc được", "tệp một dòng chỉ có giá trị đó (a file of one line)"
            )
        return value


_KEPT: dict[str, str] = {}  # what was taken out of the environment of this process


def _taken(name: str) -> str:
    if value := os.environ.get(name, ""):
        _KEPT[name] = value
        if (
            sys.platform == "linux"
        ):  # what a process was started with is shown beside it (ps e), taken out or not
            getenv = ctypes.CDLL(None).getenv
            getenv.restype = ctypes.c_void_p
            if at := getenv(os.fsencode(name)):
                ctypes.memset(at, 0, len(os.fsencode(value)))
        del os.environ[name]
    return _KEPT.get(name, "")


class Smtp(Strict):
    """A mail server; encrypted and verified, but on this machine."""

    host: str = Field(min_length=1, pattern=r"^[A-Za-z0-9.:-]+$")
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Address
    user: str = ""
    password: Secret | None = None
    ca: str = ""  # a file of certificates to trust in place of the system's

    @model_validator(mode="after")
    def _closed(self) -> Smtp:
        if self.security == "none" and self.host not in LOCAL:
            raise ValueError("starttls hoặc tls; none chỉ cho localhost (unencrypted on this machine only)")
        if bool(self.user) != bool(self.password):
            raise ValueError("user và password cùng có hoặc cùng không (both or none)")
        return self


def web(url: str) -> str:
    """An address that may be posted to. Raises ValueError, which does not repeat it: it may hold a key."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in LOCAL
    if (
        not (parts.scheme == "https" or local)
        or not parts.hostname
        or "@" in parts.netloc
        or re.search(r"\s", url)
    ):
        raise ValueError("địa chỉ https://… (http chỉ cho localhost; no user or password in it)")
    return url


class Webhook(Strict):
    """An address that takes JSON; `secret` where the address itself is one."""

    url: Annotated[str, AfterValidator(web)] = ""
    secret: Secret | None = None
    ca: str = ""

    @model_validator(mode="after")
    def _one(self) -> Webhook:
        if bool(self.url) == bool(self.secret):
            raise ValueError("đúng một trong url và secret (one of url and secret)")
        return self


class Send(Strict):
    """Who is told of a month, and how; paths are relative to monthly.yml."""

    smtp: Smtp | None = None
    folder: str = ""
    webhook: Webhook | None = None
    leaders: tuple[Address, ...] = ()
    maintainers: tuple[Address, ...] = ()
    offices: dict[Id, Address] = Field(default_factory=dict)  # for the drafts of reminders
    reminders: str = ""  # the folder of these drafts
    link: str = Field("", pattern=r"^(https?://\S+)?$")  # where reports/ is seen, if anywhere

    @model_validator(mode="after")
    def _way(self) -> Send:
        if sum(map(bool, (self.smtp, self.folder, self.webhook))) != 1:
            raise ValueError("đúng một trong smtp, folder, webhook (one of them)")
        if self.smtp and not (self.leaders or self.maintainers):
            raise ValueError("leaders hoặc maintainers: gửi cho ai (to whom)")
        return self

    def secrets(self) -> list[tuple[str, Secret]]:
        found = [
            ("smtp.password", self.smtp and self.smtp.password),
            ("webhook.secret", self.webhook and self.webhook.secret),
        ]
        return [(key, secret) for key, secret in found if secret]


def hide(send: Send | None) -> None:
    """Take the secrets that lie in the environment out of it, before any other process is started."""
    for _, secret in send.secrets() if send else ():
        _taken(secret.env)
