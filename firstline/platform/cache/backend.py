"""A cache backend over one table. Django's own would pickle its values, which we never do (T48)."""

import json
from datetime import datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

# The database's clock decides, so that machines need not agree on the time.
_READ = "SELECT value FROM platform_cache WHERE key = %s AND expires_at > clock_timestamp()"
_EXPIRY = "coalesce(clock_timestamp() + make_interval(secs => %s), 'infinity')"
_WRITE = f"""
    INSERT INTO platform_cache AS old (key, value, expires_at) VALUES (%s, %s::jsonb, {_EXPIRY})
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
"""  # noqa: S608 - no value is formatted in
_CLAIM = f"{_WRITE} WHERE old.expires_at <= clock_timestamp()"
_TOUCH = f"""
    UPDATE platform_cache SET expires_at = {_EXPIRY}
    WHERE key = %s AND expires_at > clock_timestamp()
"""  # noqa: S608


class PostgresCache(BaseCache):
    """Values are JSON; `add` is atomic, so it can serve as a lock."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self._key(key, version)])
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._write(_WRITE, key, value, timeout, version)

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return self._write(_CLAIM, key, value, timeout, version) == 1

    def touch(
        self,
        key: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_TOUCH, [self._seconds(timeout), self._key(key, version)])
            return bool(cursor.rowcount == 1)

    def delete(self, key: Any, version: int | None = None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM platform_cache WHERE key = %s", [self._key(key, version)])
            return bool(cursor.rowcount == 1)

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM platform_cache")

    def _write(
        self, statement: str, key: Any, value: Any, timeout: float | None, version: int | None
    ) -> int:
        parameters = [self._key(key, version), json.dumps(value), self._seconds(timeout)]
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return int(cursor.rowcount)

    def _key(self, key: Any, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _seconds(self, timeout: float | None) -> float | None:
        """None keeps a value for ever."""
        return self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout


def forget_expired(*, before: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM platform_cache WHERE expires_at < %s", [before])
