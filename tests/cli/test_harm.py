"""Texts of strangers are shown, and do nothing to the terminal that shows them."""

import signal

import pytest

EVIL = r"\e[31m\e]0;title\a\u202e"
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: "{EVIL}", version: "1"}}
paths:
  /a:
    get:
      responses:
        "200": {{$ref: "#/{EVIL}"}}
"""


def insist_on_harmless(told):
    assert r"\x1b" in told
    assert not any(each in told for each in "\x1b\x07\u202e")


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "evil.yaml"),
        ("validate", "\x1b[31m"),
        ("diff", "evil.yaml", "\x1b]0;x\x07.yaml"),
        ("serve", "\x1b]0;x\x07.yaml"),
        ("record", "http://127.0.0.1:1", "--spec", "\x1b]0;x\x07.yaml"),
    ],
)
def test_no_control_of_a_text_reaches_the_terminal(folder, arguments):
    folder.write("evil.yaml", DOCUMENT)
    done = folder.call(*arguments)
    assert done.returncode
    insist_on_harmless(done.stdout + done.stderr)


def test_the_title_of_a_document_is_shown_as_it_is_written(folder):
    folder.write("evil.yaml", DOCUMENT)
    served = folder.serve("evil.yaml")
    insist_on_harmless("\n".join(served.said))
    recorded = folder.start("record", served.address, "--spec", "evil.yaml")
    insist_on_harmless("\n".join(recorded.said))
    for each in (recorded, served):
        each.end(signal.SIGTERM)
