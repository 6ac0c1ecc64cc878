import pytest
from builder import spec

from mockserver.errors import UsageError
from mockserver.http import Request, Response
from mockserver.transport import Target
from mockserver.verify.hooks import HookClient, read_hooks

DOCUMENT = """
    openapi: 3.1.0
    info: {title: T, version: '1'}
    paths:
      /pets/{id}:
        get: {operationId: getPet, responses: {'200': {description: It.}}}
    """


def read(tmp_path, text, document=DOCUMENT):
    path = tmp_path / "hooks.py"
    path.write_text(f"from mockserver.verify.hooks import before\n{text}", "utf-8")
    return read_hooks(path, spec(document), ("lifecycle",), Target("http://127.0.0.1:1"))


def test_a_function_may_be_called_before_several_things(tmp_path):
    text = (
        "@before('getPet')\n@before(phase='lifecycle')\ndef made(client):\n    return {'id': 7}\n"
    )
    hooks = read(tmp_path, text)
    assert [(each.operation, each.phase) for each in hooks.hooks] == [
        ("", "lifecycle"),
        ("GET /pets/{id}", ""),
    ]
    hooks.before_phase("lifecycle")
    assert hooks.prepared == {}
    hooks.before_operations(lambda _: False)
    assert hooks.prepared == {}
    hooks.before_operations(lambda label: label == "GET /pets/{id}")
    assert hooks.prepared == {"GET /pets/{id}": {"id": 7}}


WRONG = [
    (
        "@before('getPt')\ndef f(c): ...",
        "hooks.py:2: the document has no operation 'getPt'; did yo",
    ),
    ("@before(phase='lifecicle')\ndef f(c): ...", "hooks.py:2: there is no phase 'lifecicle'; did"),
    ("@before()\ndef f(c): ...", "hooks.py:2: before.. takes an operation, or phase="),
    ("def f(:", "hooks.py:2: this cannot be loaded: SyntaxError: invalid syntax"),
    ("import nothing_of_that_name", "hooks.py:2: this cannot be loaded: ModuleNotFoundError: No"),
    ("exit()", "hooks.py:2: this cannot be loaded: SystemExit"),
    ("@before('getPet')\ndef f(): ...", r"hooks.py:2: f takes one argument.* def f\(client\)"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_a_file_that_cannot_be_used_is_refused(tmp_path, text, sentence):
    with pytest.raises(UsageError, match=sentence):
        read(tmp_path, f"{text}\n")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "return 7",
            "hooks.py:2: f has to return the values of path variables by name, or nothing, and",
        ),
        (
            "return {'ide': 7}",
            r"hooks.py:2: f returns 'ide', and the path of GET /pets/{id} has no",
        ),
        ("return {'ide': 7}", "no such variable; did you mean 'id'"),
        ("return {'wholly': 7}", "no such variable; it has id"),
        ("raise ValueError('no')", "hooks.py:4: f failed: ValueError: no"),
        (
            "assert client is None",
            "hooks.py:4: f failed: AssertionError: assert client is None",
        ),
        ("raise ValueError('a\\n\\n b\\n')", r"hooks.py:4: f failed: ValueError: a \| b$"),
        ("len(7, 8)", "hooks.py:4: f failed: TypeError: len"),
        ("exit()", "hooks.py:4: f failed: SystemExit"),
    ],
)
def test_a_function_that_fails_ends_the_run(tmp_path, body, sentence):
    hooks = read(tmp_path, f"@before('getPet')\ndef f(client):\n    {body}\n")
    with pytest.raises(UsageError, match=sentence):
        hooks.before_operations(lambda _: True)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match="there is no such file of hooks"):
        read_hooks(tmp_path / "gone.py", spec(DOCUMENT), (), Target("http://h"))


def test_the_client_asks_in_json_and_gives_back_what_is_said():
    sent = []

    def send(request: Request) -> Response:
        sent.append(request)
        return Response(201, body=b'{"id": 3}')

    client = HookClient(send)
    answer = client.post("/pets", json={"a": 1}, query={"q": "x y"}, headers={"X-A": "b"})
    assert (answer.status, answer.json, answer.text) == (201, {"id": 3}, '{"id": 3}')
    (request,) = sent
    assert (request.method, request.target) == ("POST", "/pets?q=x+y")
    assert request.body == b'{"a": 1}'
    assert request.headers.get("Content-Type") == "application/json"
    for name in ("get", "put", "patch", "delete"):
        getattr(client, name)("/pets/3")
    assert [each.method for each in sent[1:]] == ["GET", "PUT", "PATCH", "DELETE"]


def test_a_function_of_several_operations_may_name_the_variables_of_all(tmp_path):
    document = (
        DOCUMENT
        + """
      /owners/{name}:
        get: {operationId: getOwner, responses: {'200': {description: They.}}}
    """
    )
    text = """
@before("getPet")
@before("getOwner")
def both(client):
    return {"id": 7, "name": "Asha"}
"""
    hooks = read(tmp_path, text, document)
    hooks.before_operations(lambda _: True)
    assert set(hooks.prepared) == {"GET /pets/{id}", "GET /owners/{name}"}


def test_what_a_hook_has_written_is_known_until_it_is_asked_for(tmp_path):
    hooks = read(tmp_path, "@before(phase='lifecycle')\ndef f(client): client.get('/pets')\n")
    for method, status in (("POST", 201), ("PUT", 404), ("GET", 200)):
        hooks._heard(Request(method, "/pets"), Response(status))
    assert [each.method for each, _ in hooks.take_written()] == ["POST"]
    assert hooks.take_written() == []
