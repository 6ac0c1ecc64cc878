"""The rooms whose code is mutated, and the quick tests that answer for each of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """Files as patterns of paths from the root, tests and options as pytest takes them."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    options: tuple[str, ...] = ()


AS_PROCESS = "test_a_breaking_change_shows_both_places_a_body_and_the_step_and_exits_1"
"""A mutant lives in the process of the tests alone."""
ROOMS = {
    room.name: room
    for room in (
        Room("routing", ("mockserver/routing/*.py",), ("tests/unit/routing",)),
        Room("request", ("mockserver/request/*.py",), ("tests/unit/request",)),
        Room("response", ("mockserver/response/*.py",), ("tests/unit/response",)),
        Room("serialization", ("mockserver/serialization/*.py",), ("tests/unit/serialization",)),
        Room(
            "diff",
            ("mockserver/diff/*.py",),
            (
                "tests/unit/diff",
                "tests/cli/test_diff.py",
                "tests/traffic/test_diff_traffic.py",
                "tests/traffic/test_used.py",
            ),
            (f"--deselect=tests/cli/test_diff.py::{AS_PROCESS}",),
        ),
        Room(
            "store",
            ("mockserver/store/*.py",),
            ("tests/stores", "tests/unit/store"),
            ("--ignore=tests/stores/test_tables_processes.py",),
        ),
        Room(
            "query",
            (
                "mockserver/behaviour/selection.py",
                "mockserver/behaviour/pagination.py",
                "mockserver/collection/filtering.py",
                "mockserver/collection/listing.py",
            ),
            (
                *("tests/unit/behaviour", "tests/unit/collection"),
                "tests/unit/mock/test_made_records.py",
                *("tests/unit/mock/test_queries.py", "tests/unit/mock/test_lists_that_lead_on.py"),
            ),
        ),
    )
}
