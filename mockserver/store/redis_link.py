"""The link to a Redis server: an address as users write it, and faults told in sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from mockserver.errors import StoreError, UsageError

PREFIX = "mockserver:"
TIMEOUT = 5.0
CONNECT_TIMEOUT = 2.0
CONNECTIONS = 10_000


@dataclass(frozen=True)
class Address:
    """A URL without its prefix; ``label`` has neither user nor password and may be shown."""

    url: str = field(repr=False)
    prefix: str
    label: str


def read_address(url: str) -> Address:
    """``redis://host:port/db?prefix=…``. Raises UsageError where it cannot be read."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise UsageError(f"the redis URL cannot be read: {error}") from None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = query.pop("prefix", PREFIX)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    label = f"{parts.scheme}://{host}{port}{parts.path}"
    return Address(urlunsplit(parts._replace(query=urlencode(query))), prefix, label)


class RedisLink:
    """A pool of connections to one server; it connects when it is first used, and again.

    Raises UsageError where the library is missing or the URL has an unknown option.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._redis = _library()
        self.client = self._open()
        self._scripts: dict[str, Any] = {}

    def _open(self) -> Any:
        redis = self._redis
        # What has no answer yet may be asked twice: every script but an append bears it.
        retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 1)
        try:
            pool = redis.ConnectionPool.from_url(
                self.address.url,
                protocol=2,
                retry=retry,
                socket_timeout=TIMEOUT,
                socket_connect_timeout=CONNECT_TIMEOUT,
                max_connections=CONNECTIONS,
            )
            pool.connection_class(**pool.connection_kwargs)  # does not connect, but reads options
        except (ValueError, TypeError) as error:
            raise UsageError(f"the URL {self.address.label} cannot be used: {error}") from None
        return redis.Redis(connection_pool=pool)

    def ask(self, command: str, *arguments: Any) -> Any:
        """The answer to a command. Raises StoreError."""
        try:
            return self.client.execute_command(command, *arguments)
        except self._redis.RedisError as error:
            raise self._fault(error) from None

    def ask_together(self, *commands: tuple[Any, ...]) -> list[Any]:
        """The answers to commands that nothing comes between. Raises StoreError."""
        pipeline = self.client.pipeline()
        for command in commands:
            pipeline.execute_command(*command)
        try:
            return list(pipeline.execute())
        except self._redis.RedisError as error:
            raise self._fault(error) from None

    def run(self, script: str, *arguments: Any) -> Any:
        """The answer to a script, which gets the prefix as its key. Raises StoreError."""
        known = self._scripts.get(script)
        if known is None:
            known = self._scripts[script] = self.client.register_script(script)
        try:
            return known(keys=[self.address.prefix], args=arguments)
        except self._redis.RedisError as error:
            raise self._fault(error) from None

    def close(self) -> None:
        """Let go of all connections."""
        self.client.connection_pool.disconnect()

    def _fault(self, error: Exception) -> StoreError:
        label, told = self.address.label, " ".join(str(error).split()).rstrip(".")
        no_answer = (self._redis.ConnectionError, self._redis.TimeoutError)
        if isinstance(error, no_answer) and not isinstance(error, self._redis.AuthenticationError):
            return StoreError(f"the store {label} cannot be reached: {told}")
        return StoreError(f"the store {label} refuses: {told}")


def _library() -> Any:
    try:
        import redis
        import redis.backoff
        import redis.retry
    except ImportError:
        raise UsageError(
            "a store in Redis needs a library that is not installed: pip install mockserver[redis]"
        ) from None
    return redis
