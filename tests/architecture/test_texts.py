import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

# What a text of the project may not name: a place that only one machine knows. Each is spelled in
# two halves, so that this file does not name it either.
FORBIDDEN = {
    "the host of a package registry": re.compile(
        "|".join(
            re.escape(".".join(host))
            for host in (
                ("pypi", "org"),
                ("pythonhosted", "org"),
                ("npmjs", "org"),
                ("npmjs", "com"),
                ("crates", "io"),
                ("rubygems", "org"),
                ("proxy.golang", "org"),
            )
        )
    ),
    "a package index": re.compile(r"--(extra-)?index" + "-url|" + "index_" + "url|/sim" + "ple/"),
    "a path of one machine": re.compile(
        r"(?<![\w.~/-])/(?:"
        + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers"))
        + r")/\w"
        r"|(?<![\w.~-])/tm" + r"p/\w|[A-Z]:\\Us" + "ers"
    ),
}


def tracked():
    """The files under version control, and those that would be: what is ignored stays out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout, so nothing says which files are the project's")
    names = listed.stdout.decode().split("\0")
    return [PROJECT / name for name in names if name and (PROJECT / name).is_file()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_text_names(what):
    found = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()}"
        for path in tracked()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []
