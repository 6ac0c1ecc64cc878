import json
import subprocess
import sys
from pathlib import Path

import pytest

import mockserver

PROJECT = Path(__file__).resolve().parents[2]
HEAVY = ("flask", "werkzeug", "schemathesis", "jsonschema_rs", "jsonschema", "yaml", "urllib3")


def loaded_after(statement):
    """The heavy libraries that a fresh interpreter has loaded after a statement."""
    script = (
        "import sys, json, contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        f"    {statement}\n"
        f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, check=True, text=True
    )
    return json.loads(told.stdout)


def test_the_package_exports_a_mock_its_values_and_its_door():
    assert mockserver.__all__ == ["Headers", "Mock", "Request", "Response", "create_app"]
    assert {name: getattr(mockserver, name).__module__ for name in mockserver.__all__} == {
        "Headers": "mockserver.http",
        "Mock": "mockserver.mock.engine",
        "Request": "mockserver.http",
        "Response": "mockserver.http",
        "create_app": "mockserver.web.app",
    }


def test_a_name_that_is_not_exported_is_refused_by_name():
    with pytest.raises(AttributeError, match="module 'mockserver' has no attribute 'Mok'"):
        _ = mockserver.Mok


@pytest.mark.parametrize(
    "statement",
    [
        "import mockserver",
        "from mockserver import Headers, Request, Response",
        "import sys; sys.argv[1:] = ['--help']; import runpy; runpy.run_module('mockserver')",
    ],
)
def test_what_a_run_does_not_need_is_not_loaded(statement):
    assert loaded_after(statement) == []


def test_validate_needs_neither_the_server_nor_the_fuzzer():
    assert not {"flask", "werkzeug", "schemathesis", "urllib3"} & set(
        loaded_after("import mockserver.cli.validate")
    )


def test_the_mock_needs_neither_the_server_nor_the_fuzzer():
    assert not {"flask", "werkzeug", "schemathesis", "urllib3"} & set(
        loaded_after("from mockserver import Mock")
    )
