"""The short form of ``make soak``."""

from soak.traffic import RIGHT, soak


def test_files_that_change_under_traffic_drop_nothing(tmp_path):
    outcome = soak(tmp_path, 5, 1)
    assert outcome.faults(growth=60) == []  # a server that has just begun still grows
    assert outcome.reloads >= 4
    assert {f"{kind} {status}" for kind, status in RIGHT.items()} == set(outcome.answers)
