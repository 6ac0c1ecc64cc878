"""A hook or a check that somebody wrote and that fails is not passed over, nor blamed on others."""

import json
from collections import deque

import pytest
import requests
from schemathesis.checks import CHECKS
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

from mockserver.errors import UsageError
from mockserver.verify.events import FailureFound, OperationTested
from mockserver.verify.fuzz.blame import blamed
from mockserver.verify.fuzz.engine import FuzzPlan, fuzz, insist_usable
from mockserver.verify.fuzz.plan import OwnSettings

FUNCTIONS = {
    "before_call": "context, case, kwargs",
    "after_call": "context, case, response",
    "map_case": "context, case",
    "filter_case": "context, case",
    "before_generate_case": "context, strategy",  # ends its thread
    "before_init_operation": "context, operation",
    "after_load_schema": "context, schema",
}


@pytest.fixture
def own(tmp_path):
    """Settings that name a file of some text; what that registers is forgotten afterwards."""
    hooks = {name: [*each] for name, each in GLOBAL_HOOK_DISPATCHER.get_all().items()}
    checks = CHECKS.get_all_names()

    def own(text):
        (tmp_path / "mine.py").write_text(f"import schemathesis\n{text}\n")
        return OwnSettings(str(tmp_path / "schemathesis.toml"), {"hooks": "mine.py"})

    yield own
    GLOBAL_HOOK_DISPATCHER.unregister_all()
    GLOBAL_HOOK_DISPATCHER.get_all().update(hooks)
    for name in {*CHECKS.get_all_names()} - {*checks}:
        CHECKS.unregister(name)


@pytest.fixture
def failed(books, document, tmp_path):
    """Fuzz the books with settings until they fail: what was yielded, and the sentence."""

    def failed(settings, phases=("examples", "fuzzing")):
        insist_usable(settings)
        plan = FuzzPlan(books.url, document, "b.yaml", own=settings, phases=phases, max_examples=5)
        events = []
        with pytest.raises(UsageError) as error:
            deque(map(events.append, fuzz(plan)))
        return events, str(error.value).replace(f"{tmp_path}/", "")

    return failed


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_hook_that_fails_is_told_with_its_line(own, failed, name):
    hook = f"@schemathesis.hook\ndef {name}({FUNCTIONS[name]}):\n    raise RuntimeError('x')"
    _, told = failed(own(hook))
    mend = "mend it, or take it out of what schemathesis.toml names"
    assert told == f"mine.py:4: {name} failed: RuntimeError: x; {mend}"


@pytest.mark.parametrize("fault", ["1 / 0", "exit()"])
@pytest.mark.parametrize("phase", ["examples", "coverage", "fuzzing", "stateful"])
def test_a_check_that_fails_is_told_with_its_line(own, failed, phase, fault):
    check = f"@schemathesis.check\ndef mine(ctx, response, case):\n    {fault}"
    _, told = failed(own(check), (phase,))
    assert told.startswith("mine.py:4: mine failed: ")


@pytest.mark.parametrize("method", ["__init__(self)", "after_run(self, ctx)"])
def test_a_check_of_the_whole_run_that_fails_is_told_with_its_line(own, failed, method):
    other = "    def after_response(self, ctx, response, case): ..."
    check = f"@schemathesis.check\nclass Mine:\n    def {method}:\n        1 / 0\n{other}"
    _, told = failed(own(check), ("examples",))
    assert told.startswith("mine.py:5: ")
    assert "failed: ZeroDivisionError: division by zero; mend it" in told


def test_what_was_found_until_then_is_told(own, failed, books):
    books.app.view_functions["list"] = lambda: ("", 500)
    fault = "assert case.method != 'DELETE' or case.path_parameters['no']"
    check = f"@schemathesis.check\ndef mine(ctx, response, case):\n    {fault}"
    events, told = failed(own(check), ("examples",))
    assert "mine failed: KeyError: 'no'" in told
    found = [each for each in events if isinstance(each, FailureFound)]
    assert ("GET /books", "not_a_server_error") in {(each.operation, each.check) for each in found}
    assert any(isinstance(each, OperationTested) for each in events)


def test_a_request_of_a_hook_that_nothing_answers_is_no_fault_of_the_target(own, failed):
    get = "import requests\n    requests.get('http://127.0.0.1:9', timeout=5)"
    hook = f"@schemathesis.hook\ndef before_call(context, case, kwargs):\n    {get}"
    events, told = failed(own(hook))
    assert told.startswith("mine.py:5: before_call failed: ConnectionError: ")
    assert not [each for each in events if isinstance(each, FailureFound)]


def test_a_request_of_a_check_that_the_target_does_not_answer_is_not_blamed_on_the_check(own):
    settings = own("")
    with pytest.raises(requests.ConnectionError) as error:  # this file stands for somebody's
        requests.get("http://127.0.0.1:9/books", timeout=5)
    assert blamed(error.value, settings, "http://127.0.0.1:9") is None
    assert blamed(error.value, settings, "http://127.0.0.1:8") is not None


def test_what_went_through_no_file_of_somebodys_is_not_blamed_on_one(own):
    with pytest.raises(ValueError, match="Expecting") as error:
        json.loads("{")
    inner = error.value.with_traceback(error.value.__traceback__.tb_next)
    assert blamed(inner, own("")) is None
    assert blamed(UsageError("as it is"), None).args == ("as it is",)
