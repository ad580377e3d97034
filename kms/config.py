"""Every setting of an installation, in one frozen dataclass; docs/admin/settings.md is generated from it."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


def _setting(default: T, help: str) -> T:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Config:
    """The settings, each read from the environment variable KMS_NAME in capitals."""

    data: Path = _setting(Path("data"), "Data directory: database, files, index.")
    url: str = _setting("http://127.0.0.1:8000", "Public URL; determines cookies, allowed hosts and links.")
    backups: str = _setting(
        "", "Directory for nightly backups, preferably on another disk; empty: backups in the data directory."
    )
    database: str = _setting("", "Database URL; empty: SQLite in the data directory.")
    language: str = _setting("de", "Default language if neither the person nor the browser specifies one: de or en.")
    timezone: str = _setting("Europe/Berlin", "Time zone for displayed times.")
    fetch_allow: str = _setting(
        "", "Intranet hosts the server may fetch titles from: names, *.suffixes, networks, comma-separated."
    )
    fetch_titles: bool = _setting(True, "Fetch titles and descriptions of bookmarked pages.")
    upload_mb: int = _setting(25, "Maximum size of an uploaded file, in megabytes.")
    uploads_mb: int = _setting(0, "Quota for all files together, in megabytes; 0: limited only by the disk.")
    uploads_each_mb: int = _setting(0, "Quota for the files of one person, in megabytes; 0: no limit.")
    reserve_mb: int = _setting(200, "Disk space that files leave free for the database and the index, in megabytes.")
    scan_command: str = _setting(
        "", "Virus scanner, run with the path of each uploaded file; exit code 0 accepts it, 1 rejects it."
    )
    read_files: bool = _setting(True, "Extract the text of attached files for the search.")
    read_files_seconds: int = _setting(30, "CPU seconds allowed for reading one file.")
    read_files_mb: int = _setting(512, "Memory allowed for reading one file, in megabytes.")
    session_days: int = _setting(30, "Days after which an unused sign-in expires.")
    trash_days: int = _setting(90, "Days after which the trash is emptied.")
    trusted_proxies: int = _setting(0, "Number of reverse proxies whose X-Forwarded headers are trusted.")
    metrics_token: str = _setting("", "Token for /metrics from other machines; empty: loopback only.")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ, **overrides: object) -> Self:
        """Read KMS_* variables; `overrides` (not None) take precedence. Raises ValueError naming the variable."""
        values: dict[str, object] = {}
        for entry in fields(cls):
            text = environ.get(f"KMS_{entry.name.upper()}")
            if text is not None:
                values[entry.name] = _read(entry.name, text, entry.default)
        values.update({key: value for key, value in overrides.items() if value is not None})
        config = cls(**values)  # type: ignore[arg-type]
        config.check()
        return config

    def check(self) -> None:
        """Raise ValueError for invalid settings."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("KMS_URL must look like https://wiki.example.com (http or https, a host, no path)")
        if self.language not in ("de", "en"):
            raise ValueError("KMS_LANGUAGE must be de or en")

    @property
    def https(self) -> bool:
        return self.url.startswith("https:")

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.lower()

    @property
    def cookie(self) -> str:
        """The cookie's name: `__Host-` requires https (RFC 6265bis), so plain http on an intranet uses another one."""
        return "__Host-kms" if self.https else "kms"

    @property
    def backups_folder(self) -> Path:
        return Path(self.backups) if self.backups else self.data / "backups"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'kms.db'}"

    def secret(self) -> bytes:
        """Return the signing key; created at the first start in the data directory, readable by its owner only."""
        path = self.data / "secret"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(secrets.token_bytes(48))
                    file.flush()
                    os.fsync(file.fileno())
            except FileExistsError:
                pass
        key = path.read_bytes()
        if len(key) < 32:
            raise ValueError(f"{path} is damaged: it must hold at least 32 bytes; restore it from the backup")
        return key


def _read(name: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
            raise ValueError(f"KMS_{name.upper()} must be yes or no")
        return text.lower() in ("1", "true", "yes")
    if isinstance(default, int):
        if not text.isdecimal():
            raise ValueError(f"KMS_{name.upper()} must be a whole number")
        return int(text)
    return Path(text) if isinstance(default, Path) else text
