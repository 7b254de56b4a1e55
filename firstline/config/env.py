"""Typed reading of the environment: every variable can also come from a file (`NAME_FILE`)."""

import ipaddress
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class BadSetting(Exception):
    """A variable holds something that cannot be meant."""


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that `NAME_FILE` names, without line ends."""
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return os.environ.get(name, default)
    if name in os.environ:
        raise BadSetting(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(f"{name}_FILE: cannot read {path}: {error.strerror}.") from error


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")


def words(name: str) -> list[str]:
    """A list separated by commas or blanks."""
    return text(name).replace(",", " ").split()


def networks(name: str) -> list[str]:
    """IP addresses and networks, such as `10.0.0.0/8`."""
    for word in words(name):
        try:
            ipaddress.ip_network(word, strict=False)
        except ValueError as error:
            raise BadSetting(f"{name} lists {word!r}, which is no address or network.") from error
    return words(name)


def address(name: str, default: str) -> tuple[str, int]:
    """`host:port`; a host in brackets may be IPv6."""
    value = text(name, default)
    host, colon, port = value.rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise BadSetting(f"{name} must look like 127.0.0.1:8000, not {value!r}.")
    return host.strip("[]"), int(port)


def base_url(name: str) -> str:
    """An http(s) origin without a path, or nothing."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path):
        raise BadSetting(f"{name} must look like https://desk.example.com, not {value!r}.")
    return value


def web_address(name: str) -> str:
    """An http(s) address, which may have a path, or nothing."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise BadSetting(f"{name} must look like https://sign-in.example.com, not {value!r}.")
    return value


def database(name: str) -> dict[str, object] | None:
    """Django's database settings from `postgresql://user:password@host:port/name?options`."""
    value = text(name)
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting(f"{name} must look like postgresql://user:password@host:5432/name.")
    options = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {key: unquote(option) for key, option in options.items()},
    }


def s3_options(name: str) -> dict[str, object]:
    """django-storages' options from `s3://key:secret@endpoint/bucket/prefix?region=…`.

    Without key and endpoint, the machine's own AWS configuration is used.
    """
    parts = urlsplit(text(name))
    bucket, _slash, prefix = parts.path.strip("/").partition("/")
    if parts.scheme != "s3" or not bucket:
        raise BadSetting(f"{name} must look like s3://key:secret@endpoint/bucket/prefix.")
    query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    endpoint = parts.netloc.rpartition("@")[2]
    return {
        "bucket_name": bucket,
        "location": prefix,
        "access_key": unquote(parts.username) if parts.username else None,
        "secret_key": unquote(parts.password) if parts.password else None,
        "region_name": query.get("region"),
        "endpoint_url": f"{query.get('scheme', 'https')}://{endpoint}" if endpoint else None,
        "file_overwrite": False,
        "default_acl": None,
    }
