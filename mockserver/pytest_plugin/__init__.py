"""pytest as a door: contract tests as items, and a mock server for whoever installs this package.

``contract_case`` is an operation in a phase of ``mockserver verify``, one for each test item; the
target is ``--base-url``, without it a mock of the document. ``mock_server`` is a server of the
project's document on a free port, one for a process, so that each worker of pytest-xdist has its
own; what a test changes is undone after it. Suites that use neither pay for nothing but this file.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.pytest_plugin.contract import ContractCase, ContractRun
    from mockserver.pytest_plugin.serving import MockServer, Servers

_CASE = "contract_case"
_URL = "The base URL of the implementation under test."
_PROFILE = "What contract tests do: pr, nightly, or a profile of contracts/verify.yaml; pr without."
_HEADER = "A header that goes with every request of contract tests; may be given again."
_MARKERS = (
    "mockserver(document, fixtures, scenario): what mock_server serves to a test.",
    "contract(document, fixtures, profile): what contract_case holds the target against.",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, and the settings that a suite may have of its own in its configuration."""
    group = parser.getgroup("mockserver", "contract tests and a mock server (mockserver)")
    group.addoption("--contract-profile", metavar="NAME", help=_PROFILE)
    group.addoption(
        "--contract-header", action="append", default=[], metavar="'NAME: VALUE'", help=_HEADER
    )
    parser.addini("mockserver_document", "The OpenAPI document of mock_server and contract_case.")
    parser.addini("mockserver_fixtures", "Their fixture file or folder, or none.")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser) -> Generator[None]:
    """Add ``--base-url`` where nobody has: pytest-base-url may, and so may the suite itself."""
    yield
    _, unknown = parser.parse_known_and_unknown_args(["--base-url=x"])
    if unknown:
        parser.getgroup("mockserver").addoption("--base-url", metavar="URL", help=_URL)


def pytest_configure(config: pytest.Config) -> None:
    """Tell of the markers."""
    for each in _MARKERS:
        config.addinivalue_line("markers", each)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make an item of each operation in each phase, where a test asks for them."""
    if _CASE not in metafunc.fixturenames:
        return
    from mockserver.pytest_plugin.contract import outline_of

    wanted = _wanted(metafunc.definition, "contract", ("document", "fixtures", "profile"))
    try:
        pairs = outline_of(metafunc.config, wanted)
    except pytest.UsageError as error:  # which pytest would show with where in it that came up
        raise pytest.Collector.CollectError(str(error)) from None
    names = [f"{label} {phase}" for label, phase in pairs]
    values = [(label, phase, tuple(wanted.items())) for label, phase in pairs]
    metafunc.parametrize(_CASE, values, ids=names, indirect=True, scope="function")


@pytest.fixture(scope="session")
def _contract_runs() -> Iterator[dict[Any, ContractRun]]:
    runs: dict[Any, ContractRun] = {}
    with ExitStack() as stack:
        yield runs
        for each in runs.values():
            stack.callback(each.insist_tested)
            stack.callback(each.close)


@pytest.fixture
def contract_case(
    request: pytest.FixtureRequest, _contract_runs: dict[Any, ContractRun]
) -> ContractCase:
    """An operation in a phase: ``contract_case.check()`` fails with what is broken.

    The target is ``--base-url``; without it a mock of the document is verified. Skips what no
    request of the phase is for.
    """
    from mockserver.pytest_plugin.contract import ContractCase, ContractRun

    label, phase, wanted = request.param
    if wanted not in _contract_runs:
        _contract_runs[wanted] = ContractRun.of(request.config, dict(wanted))
    return ContractCase(_contract_runs[wanted], label, phase, request.node)


@pytest.fixture(scope="session")
def _mock_servers(pytestconfig: pytest.Config) -> Iterator[Servers]:
    from mockserver.pytest_plugin.serving import Servers

    with Servers(pytestconfig) as servers:
        yield servers


@pytest.fixture
def mock_server(request: pytest.FixtureRequest, _mock_servers: Servers) -> Iterator[MockServer]:
    """A mock of the project's document: its address, and what was asked of it.

    The document and the fixtures are those of the marker ``mockserver``, else of
    ``mockserver_document`` and ``mockserver_fixtures`` in the pytest configuration, else those of
    the settings. Each test finds the records as they were before the tests.
    """
    wanted = _wanted(request.node, "mockserver", ("document", "fixtures", "scenario"))
    if isinstance(getattr(request, "param", None), str):
        wanted["document"] = request.param
    scenario = wanted.pop("scenario", "")
    with _mock_servers.of(wanted).as_it_was(str(scenario)) as server:
        yield server


def _wanted(node: Any, name: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """What a marker says. Raises pytest.UsageError for what it cannot say."""
    marker = node.get_closest_marker(name)
    if marker is None:
        return {}
    wanted = {**dict(zip(keys, marker.args, strict=False)), **marker.kwargs}
    unknown = sorted(set(wanted) - set(keys))
    if unknown or len(marker.args) > len(keys):
        told = f"the marker '{name}' takes {', '.join(keys)}"
        raise pytest.UsageError(f"{node.nodeid}: {told}, and no {unknown or 'more'}")
    return {key: value if value is None else str(value) for key, value in wanted.items()}
