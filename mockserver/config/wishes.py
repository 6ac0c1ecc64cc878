"""What is wanted of one run of verify: flags over environment over verify.yaml over defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.config.settings import Settings, Sourced
from mockserver.config.verify_file import VerifyFile
from mockserver.config.verify_keys import BY_NAME, RUN
from mockserver.errors import ConfigError
from mockserver.hint import hint_among
from mockserver.source.written import Unfit
from mockserver.verify.plan import PROFILES

_USUAL = "nightly"
_SHARED = {"seed": "seed", "max-time": "max_time"}
"""What the settings of all commands have as well, by what they call it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The value of each key with its source, and the profile they come from."""

    profile: str
    values: Mapping[str, Sourced]

    def __getitem__(self, name: str) -> Any:
        return self.values[name].value

    def source(self, name: str) -> str:
        """Where a value was set: ``default``, a file with its line, a variable, or a flag."""
        return self.values[name].source

    def place(self, name: str) -> str:
        """How a sentence about a value of a file begins, ``v.yaml:2:7: ``; empty for others."""
        source = self.source(name)
        return f"{source}: " if ":" in source else ""

    def is_given(self, name: str) -> bool:
        """Whether somebody set it."""
        return not self.values[name].is_default


def read_wishes(
    flags: Mapping[str, Any], profile: str | None, file: VerifyFile, settings: Settings
) -> Wishes:
    """What is wanted; flags that are None or empty were not given. Raises ConfigError."""
    name = _profile(profile, file)
    values = {key.name: Sourced(key.default, "default") for key in RUN}
    values["phases"] = Sourced(PROFILES.get(name, PROFILES[_USUAL]), "default")
    values.update(_settled(settings, is_set_now=False))
    values.update(file.values)
    values.update(file.profiles.get(name, {}))
    values.update(_settled(settings, is_set_now=True))
    for flag, value in flags.items():
        if value is not None and value != ():
            values[flag] = Sourced(_read(flag, value), f"--{flag}")
    return Wishes(name, values)


def _profile(asked: str | None, file: VerifyFile) -> str:
    name = asked or (file.profile.value if file.profile else _USUAL)
    source = "--profile" if asked else file.profile.source if file.profile else ""
    known = dict.fromkeys((*PROFILES, *file.profiles))
    if name not in known:
        meant = hint_among(name, known, "there are")
        raise ConfigError(f"{source}: there is no profile '{name}'{meant}")
    return name


def _settled(settings: Settings, *, is_set_now: bool) -> dict[str, Sourced]:
    """Settings that verify.yaml stands between: those of files before it, all others after it."""
    found = {name: settings.values[other] for name, other in _SHARED.items()}
    return {
        name: sourced
        for name, sourced in found.items()
        if not sourced.is_default and _is_set_now(sourced.source) is is_set_now
    }


def _is_set_now(source: str) -> bool:
    return source.startswith(("--", "MOCKSERVER_"))


def _read(flag: str, value: Any) -> Any:
    key = BY_NAME[flag]
    try:
        return key.read(list(value) if isinstance(value, tuple) else value)
    except Unfit as error:
        raise ConfigError(f"--{flag}: {value!r} is not {key.form.told}") from error
