"""Many clients at once: what each did, when, and what it was answered."""

import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 60.0


@dataclass
class Client:
    """One connection that is kept open, and opened again when it broke."""

    port: int
    line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON. Raises OSError or HTTPException where no answer came."""
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        text = None if body is None else json.dumps(body)
        fields = {} if body is None else {"Content-Type": "application/json"}
        try:
            self.line.request(method, path, text, fields)
            answer = self.line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(content) if is_json else None

    def close(self) -> None:
        """Hang up."""
        if self.line is not None:
            self.line.close()
        self.line = None


def together(count: int, port: int, work: Callable[[int, Client], Any]) -> list[Any]:
    """What so many clients come to that work at the same time, each by its number."""

    def one(number: int) -> Any:
        client = Client(port)
        try:
            return work(number, client)
        finally:
            client.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def timed(ask: Callable[[], Any]) -> tuple[float, float, Any]:
    """When it was asked, when it was answered, and the answer."""
    begun = time.monotonic()
    answer = ask()
    return begun, time.monotonic(), answer
