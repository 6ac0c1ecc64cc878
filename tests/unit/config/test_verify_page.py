"""docs/verify.md says what the package does."""

import importlib.util
import re
from pathlib import Path

from mockserver.config.verify_file import read_verify_file
from mockserver.config.verify_keys import BY_NAME
from mockserver.verify.baseline import read_baseline

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "verify.md").read_text("utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_table_of_keys_is_that_of_the_code():
    found = importlib.util.spec_from_file_location("write_page", DOCS / "verify/write.py")
    program = importlib.util.module_from_spec(found)
    found.loader.exec_module(program)
    assert program.page(PAGE) == PAGE, "run python docs/verify/write.py"
    assert all(f"| `{name}` |" in PAGE for name in BY_NAME)


def test_the_files_that_it_shows_can_be_read(tmp_path):
    settings, baseline = blocks("yaml")
    (tmp_path / "verify.yaml").write_text(settings, "utf-8")
    (tmp_path / "baseline.yaml").write_text(baseline, "utf-8")
    names = ("API_KEY", "API_PASSWORD", "SECRET", "OTHER_KEY")
    found = read_verify_file(tmp_path / "verify.yaml", dict.fromkeys(names, "a-secret"))
    assert (len(found.identity), len(found.checks), len(found.ignored)) == (3, 2, 1)
    (entry,) = read_baseline(tmp_path / "baseline.yaml").entries
    assert entry.until.year == 2027


def test_the_hooks_that_it_shows_can_be_loaded():
    (hooks,) = blocks("python")
    compiled = compile(hooks, "hooks.py", "exec")
    names = {}
    exec(compiled, names)
    assert {"paid", "stopped"} <= names.keys()
