"""Defaults < mockserver.toml or [tool.mockserver] < environment < flags."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mockserver.errors import ConfigError
from mockserver.hint import closest, hint
from mockserver.value import dataclass

NONE = "none"
_FILE = "mockserver.toml"
_PROJECT = "pyproject.toml"
_PREFIX = "MOCKSERVER_"
_LAST_PORT = 2**16 - 1  # RFC 9293 §3.1: sixteen bits
_TYPO = 0.7  # how alike a variable is to one of ours before it counts as misspelt


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: ``read`` makes the value from text or TOML, or raises ValueError."""

    name: str
    default: Any
    read: Callable[[Any], Any]
    form: str
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"{_PREFIX}{self.name.upper()}"


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value and where it was set: ``default``, a file, a variable, or a flag."""

    value: Any
    source: str

    @property
    def is_default(self) -> bool:
        """Whether nobody set it."""
        return self.source == "default"


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError
    return int(value)


def _port(value: Any) -> int:
    port = _integer(value)
    if not 0 <= port <= _LAST_PORT:
        raise ValueError
    return port


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError
    seconds = float(value)
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError
    return seconds


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "1": True, "false": False, "0": False}
    if not isinstance(value, str) or value.lower() not in words:
        raise ValueError
    return words[value.lower()]


def _locale(value: Any) -> str:
    from mockserver.generation.vocabulary import LOCALES

    if _text(value).replace("_", "-").partition("-")[0].lower() not in LOCALES:
        raise ValueError
    return str(value)


def _reload(value: Any) -> str:
    if value not in ("keep", "reset", "off"):
        raise ValueError
    return str(value)


def _texts(value: Any) -> tuple[str, ...]:
    """A list, or in the environment its items with commas between them."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(each, str) for each in items):
        raise ValueError
    return tuple(each for each in items if each)


def _name(value: Any) -> str:
    """A text that may be empty: then nothing is meant."""
    if not isinstance(value, str):
        raise ValueError
    return value


def _count(value: Any) -> int:
    count = _integer(value)
    if count < 0:
        raise ValueError
    return count


def _some(value: Any) -> int:
    some = _integer(value)
    if some < 1:
        raise ValueError
    return some


def _server(value: Any) -> str:
    if value not in _SERVERS:
        raise ValueError
    return str(value)


_SERVERS = ("granian", "flask")
_FLAG = "true or false"
_COUNT = "an integer from 0 on"
_SOME = "an integer from 1 on"
_PORTS = f"an integer from 0 to {_LAST_PORT}"
_SECONDS = "a number of seconds above 0"
TABLE = (
    Setting("document", "openapi.yaml", _text, "a path", "The OpenAPI document."),
    Setting(
        "fixtures",
        "fixtures",
        _text,
        "a path, or none",
        "The fixture file, or the folder of fixture files, or none.",
    ),
    Setting("host", "127.0.0.1", _text, "an address", "The address that serve listens on."),
    Setting("port", 4010, _port, _PORTS, "The port that serve listens on; 0: any free one."),
    Setting("seed", 1, _integer, "an integer", "What all generated values and cases derive from."),
    Setting("dynamic", False, _flag, _FLAG, "Make every value, even where there are examples."),
    Setting("errors", False, _flag, _FLAG, "Answer 500 where the answer would break the document."),
    Setting("cors", True, _flag, _FLAG, "Let browsers of other origins ask."),
    Setting(
        "credentials",
        (),
        _texts,
        "a list of texts",
        "The API keys, tokens or user:password that alone are accepted; any when there are none.",
    ),
    Setting(
        "state",
        "memory",
        _text,
        "memory, sqlite:PATH or a redis:// URL",
        "Where records, sessions, rules and the journal live; several processes share the latter.",
    ),
    Setting("scenario", "", _name, "a name", "The scenario that is played from the start."),
    Setting(
        "strict",
        False,
        _flag,
        _FLAG,
        "Without fixtures, find only the records that a list shows.",
    ),
    Setting("records", 3, _count, _COUNT, "How many made records a list shows without fixtures."),
    Setting(
        "locale",
        "en",
        _locale,
        "a language tag of en, de or ja, such as de-CH",
        "The language of made names and places.",
    ),
    Setting("etags", False, _flag, _FLAG, "Tell and heed ETags even where none is declared."),
    Setting(
        "idempotency",
        False,
        _flag,
        _FLAG,
        "Heed Idempotency-Key even where it is not declared.",
    ),
    Setting("admin", True, _flag, _FLAG, "Serve the administration at /__admin."),
    Setting(
        "admin_token",
        "",
        _name,
        "a text",
        "With it, whoever has it may use /__admin; without, only this machine.",
    ),
    Setting("sessions", 200, _some, _SOME, "How many sessions there may be."),
    Setting("session_idle", 1800.0, _seconds, _SECONDS, "When a session ends that nobody uses."),
    Setting("journal", 1000, _count, _COUNT, "How many exchanges of a session are remembered."),
    Setting(
        "reload",
        "keep",
        _reload,
        "keep, reset or off",
        "What becomes of changes made at run time when a file changes; off: files are let be.",
    ),
    Setting("upstream", "", _name, "a URL", "The API that operations may be passed through to."),
    Setting(
        "pass_through",
        (),
        _texts,
        "a list of operations",
        "The operations that are passed to upstream.",
    ),
    Setting(
        "mocked",
        (),
        _texts,
        "a list of operations",
        "The operations that are mocked although there is an upstream.",
    ),
    Setting("server", "granian", _server, "granian or flask", "What serve answers with."),
    Setting("workers", 1, _some, _SOME, "How many processes answer; they need a shared state."),
    Setting("tls_cert", "", _name, "a path", "The certificate (PEM) with which serve does HTTPS."),
    Setting("tls_key", "", _name, "a path", "The key of that certificate (PEM)."),
    Setting("mounts", (), _texts, "a list of PREFIX=DOCUMENT", "Further documents to serve."),
    Setting("overlays", (), _texts, "a list of paths", "Changes made to every document read."),
    Setting("allow_remote", False, _flag, _FLAG, "Follow references to other hosts."),
    Setting("cache", True, _flag, _FLAG, "Keep what was read, for the next start."),
    Setting("max_time", None, _seconds, _SECONDS, "How long verify may take."),
)
_BY_NAME = {setting.name: setting for setting in TABLE}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run, each with its source."""

    values: Mapping[str, Sourced]

    def __getitem__(self, name: str) -> Any:
        return self.values[name].value

    def source(self, name: str) -> str:
        """Where a value was set."""
        return self.values[name].source

    def path(self, name: str) -> Path | None:
        """A path, None for ``none``; a default that is not there is none, too."""
        sourced = self.values[name]
        if sourced.value == NONE or (sourced.is_default and not Path(sourced.value).exists()):
            return None
        return Path(sourced.value)


def read_settings(
    folder: Path, environment: Mapping[str, str], flags: Mapping[str, Any]
) -> Settings:
    """Settings of a folder; flags that are None were not given. Raises ConfigError."""
    values = {setting.name: Sourced(setting.default, "default") for setting in TABLE}
    for name, given in (*_in_files(folder), *_in_environment(environment), *_in_flags(flags)):
        values[name] = Sourced(_read(_BY_NAME[name], given), given.source)
    return Settings(values)


def _read(setting: Setting, given: Sourced) -> Any:
    try:
        return setting.read(given.value)
    except ValueError as error:
        raise ConfigError(f"{given.source}: {given.value!r} is not {setting.form}") from error


def _in_files(folder: Path) -> Iterator[tuple[str, Sourced]]:
    """Those of mockserver.toml, or those of [tool.mockserver] where there is no such file."""
    own, project = folder / _FILE, folder / _PROJECT
    if own.is_file():
        table, place = _toml(own), str(_FILE)
    elif project.is_file():
        table, place = _tool_table(_toml(project)), str(_PROJECT)
    else:
        return
    for key, value in table.items():
        name = str(key).replace("-", "_")
        if name not in _BY_NAME:
            raise ConfigError(f"{place}: '{key}' is no setting{_hint(name)}")
        yield name, Sourced(value, f"{place}: {key}")


def _tool_table(project: Mapping[str, Any]) -> Mapping[str, Any]:
    tools = project.get("tool", {})
    table = tools.get("mockserver", {}) if isinstance(tools, dict) else None
    if not isinstance(table, dict):
        raise ConfigError(f"{_PROJECT}: [tool.mockserver] is not a table of settings")
    return table


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        import tomllib

        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path.name} cannot be read: {error}") from error


def _hint(name: str) -> str:
    return hint(name, _BY_NAME, f"there are {', '.join(_BY_NAME)}")


def _in_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, Sourced]]:
    """Ours. A misspelt one is refused; others may carry our prefix for reasons of their own."""
    variables = {setting.variable: setting.name for setting in TABLE}
    for variable, value in environment.items():
        if variable in variables:
            yield variables[variable], Sourced(value, variable)
        elif variable.startswith(_PREFIX):
            close = closest(variable[len(_PREFIX) :], _BY_NAME, _TYPO)
            if close:
                meant = _BY_NAME[close].variable
                raise ConfigError(f"{variable} is no setting; did you mean {meant}?")


# What the command line calls by another name than that of a flag.
_ARGUMENTS = {"document": "DOCUMENT"}


def _in_flags(flags: Mapping[str, Any]) -> Iterator[tuple[str, Sourced]]:
    for name, value in flags.items():
        if value is not None:
            yield name, Sourced(value, _ARGUMENTS.get(name) or f"--{name.replace('_', '-')}")
