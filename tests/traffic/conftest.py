"""Archives of two consumers, recorded once from honest services."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent))

from players import BY_NAME, Player


@pytest.fixture(scope="session")
def players(tmp_path_factory):
    folder = tmp_path_factory.mktemp("traffic")
    found = {name: Player(api, folder / f"{name}.har") for name, api in BY_NAME.items()}
    for each in found.values():
        each.record()
    return found
