"""What an operator may set; read once, at the door.

Environment variables named ROBOWATCH_…, a `.env` file, or `robowatch.toml` in the home folder, in that order.
Every secret may also come from a file whose path stands in ROBOWATCH_…_FILE.
"""

from __future__ import annotations

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from models.errors import SettingsError

_SECRETS = ("smtp_url", "database_url", "secret_key")
Network = IPv4Network | IPv6Network


def _default_home() -> Path:
    """Return `./var` in a checkout, else the user's data folder."""
    if Path("pyproject.toml").is_file() and Path("crawler").is_dir():
        return Path("var").absolute()
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "robowatch"


class Settings(BaseSettings):
    """The settings in force."""

    model_config = SettingsConfigDict(env_prefix="ROBOWATCH_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default_factory=_default_home, description="database, mail folder, secrets")
    database_url: SecretStr = Field(
        SecretStr(""), description="SQLite in the home folder; `postgresql://…` for the distributed form"
    )
    smtp_url: SecretStr = Field(
        SecretStr(""), description="none: letters go to `HOME/outbox/`; `smtp://user:password@host:587`, `smtps://…`"
    )
    mail_from: str = Field("Robowatch <robowatch@localhost>", description="the sender of letters")
    base_url: str = Field("http://127.0.0.1:8080", description="where the pages are reached (links in letters)")
    allow_networks: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="private or loopback networks that sources may live in, e.g. `127.0.0.0/8`; others are refused"
    )
    contact: str = Field("", description="an address put into the User-Agent")
    secret_key: SecretStr = Field(
        SecretStr(""), description="made on first run, kept in HOME; signs links and sessions"
    )
    spacing: float = Field(2.0, ge=0, description="seconds between two requests to one registrable domain")
    silence_hours: int = Field(24, ge=1, description="the operator is told when nothing was collected for so long")
    operator_email: str = Field("", description="who is told when collecting goes silent, and when it is over")
    instant_wait: int = Field(10, ge=0, description="minutes an instant letter waits for siblings")
    instant_interval: int = Field(60, ge=0, description="minutes between two instant letters to one reader")

    @field_validator("allow_networks", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if isinstance(value, str):
            value = [part for part in value.replace(",", " ").split() if part]
        if isinstance(value, list | tuple):
            return tuple(ip_network(part) if isinstance(part, str) else part for part in value)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the home folder's robowatch.toml behind the environment."""
        home = Path(os.environ.get("ROBOWATCH_HOME") or _default_home())
        toml = TomlConfigSettingsSource(settings_cls, home / "robowatch.toml")
        return init_settings, env_settings, dotenv_settings, toml

    @property
    def database(self) -> str:
        """Return the address of the store in force."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.home / 'robowatch.db'}"

    @property
    def mail_folder(self) -> Path:
        """Return where letters are written while no SMTP server is set."""
        return self.home / "outbox"

    @property
    def host(self) -> str:
        """Return the host name that letters' ids and addresses carry."""
        return urlsplit(self.base_url).hostname or "localhost"


def _secrets_from_files(environ: dict[str, str]) -> dict[str, str]:
    found = {}
    for name in _SECRETS:
        path = environ.get(f"ROBOWATCH_{name.upper()}_FILE")
        if path:
            try:
                found[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                msg = f"ROBOWATCH_{name.upper()}_FILE: {path} cannot be read ({error.strerror}); name a readable file"
                raise SettingsError(msg) from error
    return found


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; make the home folder and, on the first run, the secret key.

    Raises SettingsError that names each setting at fault.
    """
    try:
        settings = Settings(**{**_secrets_from_files(dict(os.environ)), **overrides})
    except ValidationError as error:
        faults = "; ".join(f"ROBOWATCH_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(faults) from error
    except ValueError as error:  # a broken robowatch.toml
        msg = f"robowatch.toml cannot be read: {error}"
        raise SettingsError(msg) from error
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"ROBOWATCH_HOME: {settings.home} cannot be made ({error.strerror}); set it to a folder you may write to"
        raise SettingsError(msg) from error
    if not settings.secret_key.get_secret_value():
        settings = settings.model_copy(update={"secret_key": SecretStr(_kept_secret(settings.home / "secret_key"))})
    return settings


def _kept_secret(path: Path) -> str:
    """Return the secret in the file; write a new one, readable by its owner only, where there is none."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secret := secrets.token_urlsafe(32))
    return secret
