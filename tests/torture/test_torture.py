"""The short form of ``make torture``."""

import pytest

from torture.siege import DOORS, besiege


@pytest.mark.parametrize("door", DOORS)
def test_malformed_requests_neither_break_nor_hang_a_server(door):
    outcome = besiege(door, 360)
    assert outcome.faults == []
    assert outcome.statuses[400] > 100
    assert outcome.statuses[200] > 0
