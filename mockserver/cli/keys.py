"""The keys of verify.yaml as flags."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

import click

from mockserver.config.verify_keys import BY_NAME

KINDS: dict[str, tuple[Any, str]] = {
    "max-examples": (int, "N"),
    "max-time": (float, "SECONDS"),
    "max-response-time": (float, "SECONDS"),
    "min-coverage": (float, "PERCENT"),
    "workers": (int, "N"),
    "rate-limit": (str, "N/s|m|h"),
    "timeout": (float, "SECONDS"),
    "wait": (float, "SECONDS"),
    "settle": (float, "SECONDS"),
    "shard": (str, "I/N"),
    "reset-url": (str, "URL"),
    "reset-cmd": (str, "COMMAND"),
    "adopt": (bool, ""),
    "read-only": (bool, ""),
    "allow-writes": (bool, ""),
    "proxy": (str, "URL"),
    "cert": (str, "FILE"),
    "key": (str, "FILE"),
    "cacert": (str, "FILE"),
    "insecure": (bool, ""),
    "hooks": (str, "FILE|none"),
    "schemathesis": (str, "FILE|none"),
}
"""The keys that are flags of their own, with what stands behind each."""

Command = Callable[..., Any]


def key_options(names: Container[str] = KINDS) -> Callable[[Command], Command]:
    """A flag for each key, or for those of these names; its help is that of the key."""

    def add_all(command: Command) -> Command:
        for name, (kind, metavar) in reversed(KINDS.items()):
            if name in names:
                command = _option(name, kind, metavar)(command)
        return command

    return add_all


def _option(name: str, kind: Any, metavar: str) -> Callable[[Command], Command]:
    text = BY_NAME[name].help
    if kind is bool:
        return click.option(f"--{name}", is_flag=True, flag_value=True, default=None, help=text)
    return click.option(f"--{name}", type=kind, metavar=metavar, help=text)
