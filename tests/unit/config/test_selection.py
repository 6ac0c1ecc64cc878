"""Which operations a run of verify is about, by their names and tags."""

from pathlib import Path

import pytest
from builder import spec

from mockserver.config import read_settings
from mockserver.config.selection import selected
from mockserver.config.verify_file import VerifyFile, read_verify_file
from mockserver.config.wishes import read_wishes
from mockserver.errors import UsageError

SHOP = spec("""
    openapi: 3.1.0
    info: {title: Shop, version: '1'}
    paths:
      /books:
        get: {operationId: listBooks, tags: [reading], responses: {'200': {description: They.}}}
        post: {operationId: createBook, tags: [writing], responses: {'201': {description: It.}}}
      /health:
        get: {responses: {'200': {description: Well.}}}
    """)
SETTINGS = read_settings(Path("nowhere"), {}, {})
READ, WRITE, HEALTH = "GET /books", "POST /books", "GET /health"


def chosen(file=None, **flags):
    named = {name.replace("_", "-"): value for name, value in flags.items()}
    file = file or VerifyFile()
    return selected(SHOP, (), read_wishes(named, None, file, SETTINGS), file)


@pytest.mark.parametrize(
    ("flags", "labels"),
    [
        ({"tag": ("reading",)}, {READ}),
        ({"tag": ("reading", "writing")}, {READ, WRITE}),
        ({"tag": ("writing",), "operation": (HEALTH,)}, {WRITE, HEALTH}),
        ({"tag": ("writing", "reading"), "exclude_operation": ("createBook",)}, {READ}),
        ({"operation": ("*Book*",)}, {READ, WRITE}),
        ({"exclude_operation": ("GET *",)}, {WRITE}),
    ],
)
def test_names_and_tags_choose_together_and_what_is_excluded_is_out(flags, labels):
    assert chosen(**flags) == labels


def test_what_is_all_there_is_no_choice():
    assert chosen() is None
    assert chosen(operation=("*",)) is None


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ({"tag": ("readin",)}, "--tag 'readin': the document has no such tag; did you mean 'read"),
        ({"operation": ("listBook",)}, "--operation 'listBook': the document has no such operati"),
        ({"operation": ("listBook",)}, "; did you mean 'listBooks'"),
        (
            {"exclude_operation": ("DELETE *",)},
            r"--exclude-operation 'DELETE \*': the document has no su",
        ),
        ({"exclude_operation": ("*",)}, "no operation is left to verify; all are excluded or ign"),
    ],
)
def test_what_is_not_there_and_what_leaves_nothing_is_refused(flags, sentence):
    with pytest.raises(UsageError, match=sentence):
        chosen(**flags)


def test_an_ignored_operation_that_is_not_there_is_told_with_its_line(tmp_path):
    path = tmp_path / "verify.yaml"
    path.write_text("ignored:\n- {operation: GET /helth, reason: The gateway answers it.}\n")
    with pytest.raises(UsageError, match=r"verify.yaml:2:3: 'GET /helth': .*mean 'GET /health'"):
        chosen(read_verify_file(path, {}))
