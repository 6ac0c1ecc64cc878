"""The pages on verify and on settings say what the package does."""

import importlib.util
import re
from pathlib import Path

from mockserver.config.settings import TABLE
from mockserver.config.verify_file import read_verify_file
from mockserver.config.verify_keys import BY_NAME
from mockserver.verify.baseline import read_baseline

DOCS = Path(__file__).resolve().parents[3] / "docs"
VERIFY, SETTINGS = ((DOCS / name).read_text("utf-8") for name in ("verify.md", "configuration.md"))


def block(page, words):
    (found,) = re.findall(rf"```{words}\n(.*?)```", page, re.DOTALL)
    return found


def test_the_tables_are_those_of_the_code():
    found = importlib.util.spec_from_file_location("write_page", DOCS / "configuration/write.py")
    program = importlib.util.module_from_spec(found)
    found.loader.exec_module(program)
    assert program.page(SETTINGS) == SETTINGS, "run make docs"
    names = (*BY_NAME, *(each.name for each in TABLE))
    assert all(f"| `{name}` |" in SETTINGS for name in names)


def test_the_files_that_it_shows_can_be_read(tmp_path):
    (tmp_path / "verify.yaml").write_text(block(VERIFY, "yaml team"), "utf-8")
    (tmp_path / "baseline.yaml").write_text(block(VERIFY, "yaml accepted"), "utf-8")
    names = ("API_KEY", "API_PASSWORD", "SECRET", "OTHER_KEY")
    found = read_verify_file(tmp_path / "verify.yaml", dict.fromkeys(names, "a-secret"))
    assert (len(found.identity), len(found.checks), len(found.ignored)) == (3, 2, 1)
    (entry,) = read_baseline(tmp_path / "baseline.yaml").entries
    assert entry.until.year == 2027
