"""The fixture ``contract_case`` in the suite of somebody else."""

import json
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from textwrap import dedent

import pytest
from faulty import create_app, served
from flask import request
from vault import DOCUMENT, create_vault

from mockserver.finding import Finding, Severity
from mockserver.verify.baseline import fingerprint

pytest_plugins = ["pytester"]

PROJECT = Path(__file__).resolve().parents[2]
CUSTOMERS = "/api/v1/customers"
BASE_URL_BY_OTHERS = """
    def pytest_addoption(parser):
        parser.addoption("--base-url", metavar="url", default=None)
"""


@pytest.fixture
def suite(pytester):
    """A suite with the contract of the Customers API."""
    pytester.makefile(".yaml", openapi=(PROJECT / "openapi.yaml").read_text("utf-8"))
    fixtures = pytester.mkdir("fixtures")
    records = (PROJECT / "fixtures" / "customers.yaml").read_text("utf-8")
    (fixtures / "customers.yaml").write_text(records, "utf-8")
    pytester.makepyfile(test_contract=(PROJECT / "contracts/test_contract.py").read_text("utf-8"))

    def run(*arguments):
        named = ("-p", "mockserver.pytest_plugin", "-p", "no:cacheprovider", "-rA")
        return pytester.runpytest_subprocess(*named, *arguments)

    return run


LIFECYCLES = ("-k", "lifecycle and GET")


def test_without_a_target_the_mock_of_the_document_keeps_it(suite):
    result = suite(*LIFECYCLES)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines([f"PASSED *GET {CUSTOMERS} lifecycle*"])


def test_there_is_an_item_for_each_operation_in_each_phase(suite):
    result = suite("--collect-only", "-q", "--contract-profile", "nightly")
    names = [line.partition("[")[2].rstrip("]") for line in result.outlines if "[" in line]
    operations = [f"{verb} {path}" for path in (CUSTOMERS, f"{CUSTOMERS}/{{customer_id}}")
                  for verb in ("GET", "POST" if path == CUSTOMERS else "PATCH")]  # fmt: skip
    phases = ("replay", "lifecycle", "examples", "coverage", "fuzzing")
    pairs = [f"{op} {phase}" for op in operations for phase in phases]
    wanted = [each for each in pairs if not ("replay" in each and each[0] == "P")]
    assert sorted(names) == sorted([*wanted, "all operations stateful"])


def test_what_is_broken_fails_with_the_sentence_a_curl_line_and_the_line_of_the_document(suite):
    with served(create_app("spells-countries-out")) as url:
        result = suite("--base-url", url, *LIFECYCLES, "--junitxml", "report.xml")
    assert result.ret == 1
    told = result.stdout.str()
    assert f"curl {url}" in told
    assert "[response-schema-conformance]" in told
    assert "openapi.yaml:" in told
    assert "Traceback" not in told
    cases = ET.parse("report.xml").getroot().iter("testcase")
    failed = [each.get("name") for each in cases if each.find("failure") is not None]
    assert any(f"GET {CUSTOMERS} lifecycle" in each for each in failed)


def test_the_first_failure_may_end_the_run(suite):
    with served(create_app("spells-countries-out")) as url:
        result = suite("--base-url", url, *LIFECYCLES, "-x")
    assert result.parseoutcomes()["failed"] == 1


def test_a_target_that_is_not_there_fails_every_item_with_one_sentence(suite):
    result = suite("--base-url", "http://127.0.0.1:9", "-k", "lifecycle and POST")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*cannot be reached*"])
    assert "Traceback" not in result.stdout.str()


def test_what_may_not_be_written_is_skipped_with_the_reason(suite, pytester):
    (pytester.mkdir("contracts") / "verify.yaml").write_text("read-only: true\n")
    with served(create_app()) as url:
        result = suite("--base-url", url, "-k", "lifecycle and POST")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*only what reads is tested*"])


def test_expected_failures_may_be_marked(suite, pytester):
    pytester.makepyfile(
        test_contract="""
        import pytest

        @pytest.mark.xfail(strict=True, reason="countries, see the issue")
        def test_contract(contract_case):
            contract_case.check()
        """
    )
    with served(create_app("spells-countries-out")) as url:
        result = suite("--base-url", url, "-k", "GET and not customer_id and lifecycle")
    result.assert_outcomes(xfailed=1)


def test_what_the_baseline_accepts_is_an_expected_failure_of_its_item(suite, pytester):
    with served(create_app("spells-countries-out")) as url:
        items = ("--base-url", url, "-k", "lifecycle and GET and not customer_id")
        suite(*items).assert_outcomes(failed=1)
        pointer = "/components/schemas/Address/properties/country/pattern"
        finding = Finding(
            "response-schema-conformance", Severity.ERROR, "", None, pointer, f"GET {CUSTOMERS}"
        )  # fmt: skip
        entry = f"accepted:\n- {{fingerprint: {fingerprint(finding)}, reason: Later.}}\n"
        pytester.mkdir("contracts").joinpath("baseline.yaml").write_text(entry, "utf-8")
        result = suite(*items)
    result.assert_outcomes(xfailed=1)
    result.stdout.fnmatch_lines(["*accepted in contracts/baseline.yaml: response-schema-conf*"])


@pytest.mark.parametrize("others", ["plugin", "conftest"])
def test_an_option_base_url_of_somebody_else_is_shared(suite, pytester, others):
    if others == "conftest":
        pytester.makeconftest(dedent(BASE_URL_BY_OTHERS))
        named = ()
    else:
        pytester.makepyfile(other_plugin=dedent(BASE_URL_BY_OTHERS))
        pytester.syspathinsert()
        named = ("-p", "other_plugin")
    with served(create_app("spells-countries-out")) as url:
        result = suite(*named, "--base-url", url, "-k", "GET and not customer_id and lifecycle")
    result.assert_outcomes(failed=1)


def test_help_shows_a_group_and_the_markers_are_known(suite):
    told = suite("--help").stdout.str()
    assert "contract tests and a mock server (mockserver):" in told
    assert "--base-url=URL" in told or "--base-url URL" in told
    assert (
        "@pytest.mark.mockserver(document, fixtures, scenario)" in suite("--markers").stdout.str()
    )


def test_workers_of_xdist_share_a_target_in_turns(suite):
    with served(create_app()) as url:
        result = suite("--base-url", url, *LIFECYCLES, "-p", "xdist", "-n", "2")
    result.assert_outcomes(passed=2)


def test_a_suite_that_uses_nothing_of_it_loads_nothing(pytester):
    pytester.makepyfile(
        """
        import json, sys

        def test_nothing():
            heavy = ("flask", "schemathesis.engine", "jsonschema_rs", "urllib3", "yaml")
            found = [name for name in sys.modules if name.startswith("mockserver")]
            print(json.dumps([found, [each for each in heavy if each in sys.modules]]))
        """
    )
    result = pytester.runpytest_subprocess("-p", "mockserver.pytest_plugin", "-s", "-q")
    line = next(each for each in result.outlines if each.startswith("[["))
    loaded, heavy = json.loads(line.rstrip("."))
    assert loaded == ["mockserver", "mockserver.pytest_plugin"]
    assert [each for each in heavy if each != "yaml"] == []


def test_another_document_may_be_marked(suite, pytester):
    pytester.makefile(".yaml", other=(PROJECT / "tests/liars/stations.yaml").read_text("utf-8"))
    pytester.makepyfile(
        test_contract="""
        import pytest

        @pytest.mark.contract("other.yaml")
        def test_contract(contract_case):
            contract_case.check()
        """
    )
    result = suite("-k", "lifecycle and (DELETE or GET)", "--strict-markers")
    result.assert_outcomes(passed=3)  # where the mock lets only the made credential in


def test_what_proves_who_asks_elsewhere_is_not_sent_to_the_mock(suite, pytester):
    document = (PROJECT / "tests/liars/stations.yaml").read_text("utf-8")
    (pytester.path / "openapi.yaml").write_text(document, "utf-8")
    (pytester.path / "fixtures" / "customers.yaml").unlink()
    file = pytester.mkdir("contracts") / "verify.yaml"
    file.write_text("headers: {X-Tenant: t, Authorization: Bearer of-another}\n")
    result = suite("-k", "lifecycle and GET", "--strict-markers")
    result.assert_outcomes(passed=2)


def test_a_document_that_cannot_be_used_is_one_sentence(suite, pytester):
    (pytester.path / "openapi.yaml").write_text("openapi: 3.1.0\n")
    result = suite()
    assert result.ret != 0
    told = result.stdout.str() + result.stderr.str()
    assert "contract tests cannot be made: openapi.yaml:1:1" in told
    assert "site-packages" not in told


def test_a_header_that_is_given_is_sent_and_one_without_a_name_refused(suite):
    app, sent = create_app(), []
    app.before_request(lambda: sent.append(request.headers.get("X-Tenant")))
    with served(app) as url:
        items = ("--base-url", url, *LIFECYCLES, "--contract-header")
        suite(*items, "X-Tenant: a: b").assert_outcomes(passed=2)
        refused = suite(*items, "X-Tenant")
    assert set(sent) == {"a: b"}
    assert refused.ret != 0
    assert "site-packages" not in refused.stdout.str()
    refused.stdout.fnmatch_lines(["*--contract-header 'X-Tenant': write it as 'NAME: VALUE'*"])


def test_what_verify_yaml_ignores_is_skipped_with_its_reason(suite, pytester):
    ignored = f"ignored: [{{operation: GET {CUSTOMERS}, reason: The gateway answers it.}}]\n"
    (pytester.mkdir("contracts") / "verify.yaml").write_text(ignored)
    with served(create_app()) as url:
        result = suite("--base-url", url, *LIFECYCLES)
    result.assert_outcomes(passed=1, skipped=1)
    told = f"verify.yaml leaves it out (GET {CUSTOMERS}: The gateway answers it.)"
    assert told in result.stdout.str()


BOTH = """\
openapi: 3.1.0
info: {title: Keys, version: '1'}
security: [{first: []}, {second: []}]
paths:
  /keys:
    get:
      responses:
        '200': {description: They., content: {application/json: {schema: {type: array, items:
            {type: object, required: [id], properties: {id: {type: string}}}}}}}
        '401': {description: Who?}
components:
  securitySchemes: {first: {type: http, scheme: bearer}, second: {type: oauth2, flows: {}}}
"""


@pytest.fixture
def keys(suite, pytester):
    """A suite with the contract of an API that may be asked in two ways."""
    (pytester.path / "openapi.yaml").write_text(BOTH)
    (pytester.path / "fixtures" / "customers.yaml").unlink()
    return suite


def test_schemes_that_want_a_credential_in_one_place_share_it(keys, pytester):
    one = """\
  /keys/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: It., content: {application/json: {schema:
            {type: object, required: [id], properties: {id: {type: string}}}}}}
        '401': {description: Who?}
        '404': {description: None.}
components:"""
    (pytester.path / "openapi.yaml").write_text(BOTH.replace("components:", one))
    (pytester.path / "fixtures" / "keys.yaml").write_text("records: [{id: a}]\n")
    keys("-k", "replay and not id").assert_outcomes(passed=1)


def test_a_suite_of_which_all_was_skipped_is_no_good_suite(keys):
    result = keys("--contract-profile", "nightly", "-k", "stateful")
    result.assert_outcomes(skipped=1, errors=1)
    assert "no contract test got an answer that is a success" in result.stdout.str()


def test_what_cannot_be_tested_is_told_once(suite):
    app = create_app()
    app.before_request(lambda: ("", 404))
    with served(app) as url:
        result = suite("--base-url", url, *LIFECYCLES, "-x")
    told, _, _ = result.stdout.str().partition("short test summary info")
    assert told.count("so nothing can be tested") == 1
    assert "exception" not in told


@pytest.fixture
def vault(suite, pytester):
    """A suite with the contract of an API that deletes what was made."""
    (pytester.path / "openapi.yaml").write_text(DOCUMENT)
    (pytester.path / "fixtures" / "customers.yaml").unlink()
    token = "{url: /token, form: {client_id: first, client_secret: first-pass-7Q}}"
    folder = pytester.mkdir("contracts")
    (folder / "verify.yaml").write_text(f"auth: {{tokens: {{token: {token}}}}}\n")
    return suite


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["int", "term"])
@pytest.mark.parametrize("phase", ["lifecycle", "coverage"])
def test_who_ends_the_run_ends_it_and_what_was_made_is_put_away(pytester, phase, number):
    app, wanted = create_vault(), ("-v", "-k", f"{phase} and orders and not shipment")
    held = app.extensions["vault"]
    app.before_request(lambda: time.sleep(0.05))
    named = ("-p", "mockserver.pytest_plugin", "-p", "no:cacheprovider", *wanted)
    with served(app) as url:
        command = [sys.executable, "-m", "pytest", *named, "--base-url", url]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        with subprocess.Popen(command, cwd=pytester.path, **pipes) as process:
            while held.made < 2 and process.poll() is None:
                time.sleep(0.02)
            process.send_signal(number)
            told, _ = process.communicate(timeout=60)
    assert process.returncode == pytest.ExitCode.INTERRUPTED, told
    assert "KeyboardInterrupt" in told
    assert "SKIPPED" not in told
    assert "FAILED" not in told
    assert held.made
    assert held.orders == {}


def test_a_hook_that_fails_is_told_with_its_line_and_what_is_left_is_named(vault, pytester):
    hook = "from mockserver.verify.hooks import before\n\n@before('shipOrder')\ndef paid(client):\n"
    made = "    client.post('/orders', json={'item': 'tea'})\n"
    (pytester.path / "contracts" / "hooks.py").write_text(f"{hook}{made}    1 / 0\n")
    app = create_vault()
    app.before_request(lambda: ("", 403) if request.method == "DELETE" else None)
    with served(app) as url:
        result = vault("--base-url", url, "-k", "lifecycle and shipment")
    result.assert_outcomes(failed=1)
    assert "contracts/hooks.py:6: paid failed: ZeroDivisionError" in result.stdout.str()
    assert "left at the target, as it could not be deleted: /orders/ord" in result.stdout.str()
