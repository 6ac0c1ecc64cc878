"""The reader of the manual is strict: a page that says something else than what happens fails."""

import pytest
from manual import PROJECT, Reader, blocks, fits


@pytest.mark.parametrize(
    ("shown", "printed", "verdict"),
    [
        ("200", "200 \n", True),
        ("200", "2001", False),
        ("200", "HTTP 200", False),
        ("...\nno findings", "a.yaml: 1\nno findings\n", True),
        ("...\nno findings", "a.yaml: 1\n1 error\n", False),
        ('{"id":"cus_...","name":"A"}', '{"id":"cus_1","name":"A"}', True),
        ('{"id":"cus_...","name":"A"}', '{"id":"cus_1","name":"B"}', False),
        ("a.c", "abc", False),
    ],
)
def test_what_is_shown_is_what_is_printed(shown, printed, verdict):
    assert fits(shown, printed) is verdict


def test_a_page_is_read_by_its_fences(tmp_path):
    text = (
        "a\n```console exit=1\n$ one \\\n    two\nsaid\n$ three\n```\n"
        "```yaml file=a.yaml\nb: 1\n```\n"
    )
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    console, written = blocks(path)
    assert list(console.steps) == [("one \\\n    two", "said"), ("three", "")]
    assert (console.line, console.words) == (3, {"exit": "1"})
    assert (written.language, written.words, written.text) == (
        "yaml", {"file": "a.yaml"}, "b: 1\n",
    )  # fmt: skip


def test_ports_are_exchanged_on_the_way_there_and_back(tmp_path):
    reader = Reader(tmp_path, PROJECT / "README.md")
    code, printed = reader.run("echo http://127.0.0.1:4010; false")
    assert (code, printed) == (1, "http://127.0.0.1:4010\n")
    assert reader.there("4010") == reader.ports["4010"] != "4010"
