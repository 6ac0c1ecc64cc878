"""Documents written to do harm: one clear message each, in bounded memory, and nothing else."""

import os
import resource
import subprocess
import sys

import pytest

from mockserver import Mock, Request

MEMORY = 2 * 1024**3
PATIENCE = 120  # seconds after which a process that hangs is ended, so that its test fails
HEAD = "openapi: 3.1.0\ninfo: {title: Harm, version: '1'}\n"
NONE = f"{HEAD}paths: {{}}\n"
DEEP = 300_000
BOMB = "".join(f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))


def answering(schema, *components):
    """A document of one operation, whose answer has to fit a schema."""
    lines = "".join(f"    {each}\n" for each in components)
    return (
        f"{HEAD}paths:\n  /a:\n    get:\n      responses:\n        '200':\n"
        "          description: An answer.\n"
        f"          content: {{application/json: {{schema: {schema}}}}}\n"
        f"components:\n  schemas:\n{lines or '    A: {}'}"
    )


def doubling(form):
    """A chain of schemas each of which has the next one twice."""
    names = [form.replace("NEXT", f"'#/components/schemas/A{n + 1}'") for n in range(60)]
    return [f"A{n}: {each}" for n, each in enumerate(names)] + ["A60: {type: object}"]


def chain(form, length=3000):
    """Schemas each of which has the next one; the last is a text."""
    names = [form.replace("NEXT", f"'#/components/schemas/A{n + 1}'") for n in range(length)]
    return [f"A{n}: {each}" for n, each in enumerate(names)] + [f"A{length}: {{type: string}}"]


FIRST = "{$ref: '#/components/schemas/A0'}"
UNREADABLE = {
    "aliases that multiply": (NONE + "x-0: &a0 [x, x]\n" + BOMB, "use fewer [yaml-alias-bomb]"),
    "lists within lists": (NONE + "x-a: " + "[" * DEEP + "]" * DEEP, "exceeded maximum nesting"),
    "JSON within JSON": ('{"x":' * DEEP + "1" + "}" * DEEP, "more than 256 levels deep"),
    "code as a tag": (NONE + "x-a: !!python/object/apply:os.system [id]", "means nothing here"),
    "a number of many digits": ('{"x": ' + "9" * 500_000 + "}", "is no number of JSON"),
    "NUL": (NONE + "x-a: '\0'", "the character U+0000 cannot stand in YAML"),
    "no text": (b"\xff\xfe\x00\xd8", ""),
    "a password file": (answering("{$ref: 'file:///etc/passwd'}"), "is a URL of a file"),
    "a path out": (answering("{$ref: '../../../../../../etc/passwd'}"), "leads out of the doc"),
    "a link out": (answering("{$ref: 'link.yaml'}"), "is a link out of the document's folder"),
    "a pipe": (answering("{$ref: 'pipe.yaml'}"), "leads to a pipe or a device"),
    "a link to a device": (answering("{$ref: 'dev.yaml'}"), "is a link out of the document"),
    "no name of a file": (answering("{$ref: 'a%00b.yaml'}"), "is no name of a file"),
    "a name without end": (answering("{$ref: '" + "a" * 9000 + ".yaml'}"), "name too long"),
    "references in a row": (answering(FIRST, *chain("{$ref: NEXT}")), "refer to the last [ref"),
    "another host": (answering("{$ref: 'http://127.0.0.1:1/a.yaml'}"), "is on another host"),
    "files in a ring": (answering("{$ref: 'ring.yaml#/a'}"), "leads back to this reference"),
}
ENDLESS = {
    "parts that double": (
        answering(FIRST, *doubling("{allOf: [{$ref: NEXT}, {$ref: NEXT}]}")),
        500,
    ),
    "members that double": (
        answering(
            FIRST,
            *doubling(
                "{type: object, required: [a, b], properties: {a: {$ref: NEXT}, b: {$ref: NEXT}}}"
            ),
        ),
        501,
    ),
    "a long list": (answering("{type: array, minItems: 1000000000}"), 501),
    "a long text": (answering("{type: string, minLength: 2000000000}"), 501),
    "many members": (answering("{type: object, minProperties: 1000000000}"), 501),
    "long texts in a list": (
        answering("{type: array, minItems: 5000, items: {type: string, minLength: 1000000}}"),
        501,
    ),
    "a long row of references": (answering(FIRST, *chain("{$ref: NEXT}")), 501),
    "a long row of members": (
        answering(FIRST, *chain("{type: object, properties: {a: {$ref: NEXT}}}")),
        200,
    ),
    "a long row of members that are required": (
        answering(FIRST, *chain("{type: object, required: [a], properties: {a: {$ref: NEXT}}}")),
        501,
    ),
    "a long row of alternatives": (
        answering(FIRST, *chain("{anyOf: [{$ref: NEXT}, {type: integer}]}")),
        501,
    ),
    "a long row of parts": (answering(FIRST, *chain("{allOf: [{$ref: NEXT}, {}]}", 1000)), 501),
    "a pattern that goes back": (answering("{type: string, pattern: '^(a+)+$'}"), 200),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "link.yaml").symlink_to("/etc/passwd")
    (tmp_path / "dev.yaml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "ring.yaml").write_text("a: {$ref: 'gnir.yaml#/a'}\n")
    (tmp_path / "gnir.yaml").write_text("a: {$ref: 'ring.yaml#/a'}\n")
    return tmp_path


def bounded(folder, *arguments):
    """Run a command that may not have more memory than a small machine has."""
    return subprocess.run(
        [sys.executable, "-m", "mockserver", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_document_that_cannot_be_meant_is_told_with_its_line_and_shows_no_other_file(
    folder, name
):
    text, told = UNREADABLE[name]
    path = folder / ("api.json" if isinstance(text, str) and text.startswith("{") else "api.yaml")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = bounded(folder, "validate", path.name)
    assert done.returncode == 1
    assert told in done.stdout
    assert f"{path.name}:" in done.stdout or "gnir.yaml:1" in done.stdout
    assert "root:" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ENDLESS)
def test_a_schema_without_end_costs_its_operation_alone(folder, name):
    text, status = ENDLESS[name]
    (folder / "api.yaml").write_text(text)
    response = Mock.load(folder / "api.yaml").respond(Request("GET", "/a"))
    assert response.status == status
    assert len(response.body) < 1_000_000


def test_a_text_of_many_megabytes_is_read_in_a_bounded_memory(folder):
    (folder / "api.yaml").write_text(f"{NONE}x-a: '{'a' * 30_000_000}'\n")
    assert bounded(folder, "validate", "api.yaml").stdout.endswith("no findings\n")


def test_a_link_is_followed_where_the_document_is_one_itself(folder, tmp_path_factory):
    store = tmp_path_factory.mktemp("store")
    (store / "api.yaml").write_text(answering("{$ref: 'pet.yaml'}"))
    (store / "pet.yaml").write_text("type: object\n")
    for each in ("api.yaml", "pet.yaml"):
        (folder / each).symlink_to(store / each)
    assert bounded(folder, "validate", "api.yaml").returncode == 0


def test_a_document_may_refer_to_one_beside_its_folder(tmp_path):
    (tmp_path / "apis").mkdir()
    (tmp_path / "apis" / "api.yaml").write_text(answering("{$ref: '../shared/pet.yaml'}"))
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "pet.yaml").write_text("type: object\n")
    assert bounded(tmp_path / "apis", "validate", "api.yaml").returncode == 0
