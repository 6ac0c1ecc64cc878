"""Documents as git keeps them: ``main:openapi.yaml`` and all it refers to, of one revision."""

from __future__ import annotations

import posixpath
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from mockserver.errors import DocumentError, UsageError
from mockserver.finding import Rule, Severity, has_errors, report
from mockserver.hint import closest
from mockserver.origin import Origin
from mockserver.source import Document, parse

UNREADABLE = Rule("file-unreadable", Severity.ERROR, "A file can be read.")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of a repository, by the name it was asked for."""

    name: str
    commit: str

    def read(self, path: str) -> Document:
        """A file of the commit, by its path from the top. Raises DocumentError."""
        plain = posixpath.normpath(path)
        if plain.startswith(("../", "/")) or plain == "..":
            raise self._unreadable(plain, "this leads out of the repository")
        told = _git("show", f"{self.commit}:{plain}")
        if told.returncode:
            said = f"there is no such file in revision '{self.name}'{self._nearest(plain)}"
            raise self._unreadable(plain, said)
        document = parse(_decoded(told.stdout, plain), plain)
        if has_errors(document.faults):
            raise DocumentError(document.faults)
        return document

    def _nearest(self, path: str) -> str:
        """The file that may have been meant: the one of that name from here, or one like it."""
        here = posixpath.join(_prefix(), path)
        if here != path and not _git("cat-file", "-e", f"{self.commit}:{here}").returncode:
            return f"; did you mean '{self.name}:./{path}'? Paths count from the top"
        folder = posixpath.dirname(path)
        listed = _git("ls-tree", "--full-tree", "--name-only", "-z", f"{self.commit}:{folder}")
        names = listed.stdout.decode(errors="replace").split("\0")
        near = closest(posixpath.basename(path), names)
        return f"; did you mean '{posixpath.join(folder, near)}'?" if near else ""

    @staticmethod
    def _unreadable(path: str, message: str) -> DocumentError:
        return DocumentError((report(UNREADABLE, message, Origin(path, 1, 1)),))


def revision_of(text: str) -> tuple[Revision, str] | None:
    """The revision and the path that a text such as ``main:openapi.yaml`` names.

    None where it names a file. The path counts from the top of the repository, or, where
    it begins with a dot, from here. Raises UsageError for a URL, and where git or
    the revision is missing.
    """
    name, colon, path = text.partition(":")
    if _URL.match(text):
        raise UsageError(f"'{text}' is a URL, but files and git revisions are compared; save it")
    if not colon or _DRIVE.match(text) or Path(text).exists():
        return None
    if not path:
        raise UsageError(f"'{text}' names no file of the revision; write it as '{text}api.yaml'")
    commit = f"{name or 'HEAD'}^{{commit}}"
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", commit)
    if found.returncode:
        _refuse_outside(text)
        raise UsageError(f"'{text}': git knows no revision '{name}'; see 'git log' or fetch it")
    if path.startswith("."):
        path = posixpath.join(_prefix(), path)
    return Revision(name or "HEAD", found.stdout.decode().strip()), posixpath.normpath(path)


def _refuse_outside(text: str) -> None:
    if _git("rev-parse", "--git-dir").returncode:
        said = "there is no such file, and this folder is in no git repository"
        raise UsageError(f"'{text}': {said}")


def _prefix() -> str:
    """Where this folder is in the repository; empty at its top."""
    return _git("rev-parse", "--show-prefix").stdout.decode().strip()


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  a fixed command without a shell
            ("git", *arguments),  # noqa: S607  the one that the user would run
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        said = "git is not installed, so no revision can be read; name a file instead"
        raise UsageError(said) from error


def _decoded(content: bytes, path: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Revision._unreadable(path, "this is no UTF-8 text") from error  # noqa: SLF001
