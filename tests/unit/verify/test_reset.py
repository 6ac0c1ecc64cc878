import sys

import pytest

from mockserver.errors import UsageError
from mockserver.verify.target.reset import ByCommand, is_near


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000/v1", True),
        ("http://localhost", True),
        ("https://api.localhost", True),
        ("https://test.example", False),
        ("http://10.0.0.1", False),
        ("http://localhost.example", False),
    ],
)
def test_only_this_machine_is_near(url, near):
    assert is_near(url) is near


def test_a_command_that_fails_ends_the_run_with_what_it_said():
    command = f"{sys.executable} -c \"import sys; sys.exit('no database')\""
    with pytest.raises(UsageError, match="failed with 1: no database"):
        ByCommand(command)()
    with pytest.raises(UsageError, match=r"failed with 127: .*not found"):
        ByCommand("/no/such/command")()
