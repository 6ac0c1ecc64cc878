"""How a target gets back to the records of the fixtures, and whose it is."""

from __future__ import annotations

import ipaddress
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from mockserver.errors import TargetError, UsageError
from mockserver.http import Request
from mockserver.transport import Client, Target

Reset = Callable[[], None]
_PATIENCE = 120.0  # seconds: a database may have to be loaded


@dataclass(frozen=True, slots=True)
class ByUrl:
    """A POST to a URL, of the target where it names no server."""

    url: str
    target: Target

    def __call__(self) -> None:
        """Ask for it. Raises UsageError when it is refused, TargetError when nobody answers."""
        parts = urlsplit(urljoin(f"{self.target.base_url}/", self.url))
        server = f"{parts.scheme}://{parts.netloc}"
        own = urlsplit(self.target.base_url).netloc == parts.netloc
        asked = self.target if own else self.target.bare
        asked = replace(asked, base_url=server)
        with Client(asked) as client:
            try:
                answer = client.send(Request("POST", parts.path or "/", parts.query))
            except TargetError as error:
                raise TargetError(f"--reset-url {self.url}: {error}") from error
        if not answer.is_success:
            raise UsageError(
                f"--reset-url {self.url}: POST was answered with {answer.status}, so the records "
                "of the target are not known; give a URL that resets them"
            )


@dataclass(frozen=True, slots=True)
class ByCommand:
    """A command of the shell."""

    command: str

    def __call__(self) -> None:
        """Run it. Raises UsageError when it fails."""
        try:
            done = subprocess.run(  # noqa: S602  it is the user's own
                self.command,
                shell=True,
                check=False,
                capture_output=True,
                timeout=_PATIENCE,
                text=True,
            )
        except subprocess.TimeoutExpired as error:
            told = f"--reset-cmd {self.command!r} has not ended after {_PATIENCE:g} seconds"
            raise UsageError(told) from error
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()[-1:]
            told = f": {said[0]}" if said else ""
            raise UsageError(f"--reset-cmd {self.command!r} failed with {done.returncode}{told}")


def is_near(base_url: str) -> bool:
    """Whether a URL leads to this machine: RFC 6761 §6.3, RFC 5735 §3, RFC 4291 §2.5.3."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
