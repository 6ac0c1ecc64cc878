import pytest

from mockserver.errors import UsageError
from mockserver.store.opening import open_tables


@pytest.mark.parametrize(
    "state",
    [
        *("", "memory:", "Memory", "sqlite", "sqlite:", "sqlite://x.db", "sqlite::memory:"),
        *("state.db", "mysql://h/db", "redis:h", "redis"),
    ],
)
def test_a_state_of_no_known_form_is_refused_with_the_three_forms(state):
    with pytest.raises(UsageError) as caught:
        open_tables(state)
    assert str(caught.value) == (
        f'the state "{state}" cannot be used: name memory, sqlite:PATH or redis://HOST:PORT/DB'
    )


def test_a_refused_state_does_not_show_its_password():
    with pytest.raises(UsageError) as caught:
        open_tables("redi://me:secret@host/0")
    assert '"redi://host/0"' in str(caught.value)


def test_a_path_of_a_file_is_as_written(tmp_path):
    open_tables(f"sqlite:{tmp_path / 'a b:c.db'}").close()
    assert (tmp_path / "a b:c.db").is_file()
