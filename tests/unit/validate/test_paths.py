import pytest
from checking import at, findings

OK = "{responses: {'200': {description: Fine.}, '404': {description: None.}}}"


def document(paths):
    return "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n" + paths.replace("OK", OK)


def parameter(name):
    return f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}"


ID = parameter("id")


@pytest.mark.parametrize(
    ("paths", "rule", "words", "sentence"),
    [
        (
            "  /a/{id:\n    get: OK\n",
            "path-template-malformed",
            "/a/{id",
            "the braces of '/a/{id' do not match; write each parameter as {name}",
        ),
        (
            "  /a/{}:\n    get: OK\n",
            "path-template-malformed",
            "/a/{}",
            "the braces of '/a/{}' hold no name; write each parameter as {name}",
        ),
        (
            f"  /a/{{id}}/b/{{id}}:\n    parameters: [{ID}]\n    get: OK\n",
            "path-template-malformed",
            "/a/{id}",
            "'/a/{id}/b/{id}' has {id} more than once; give each a name of its own",
        ),
        (
            "  /a/{id}:\n    get: OK\n",
            "path-parameter-undeclared",
            "/a/{id}",
            "{id} is no declared path parameter; declare it in the 'parameters' of the path",
        ),
        (
            (
                f"  /a/{{id}}:\n    get: OK\n    put:\n      parameters: [{ID}]\n"
                "      responses: {default: {description: Any.}}\n"
            ),
            "path-parameter-undeclared",
            "get",
            "{id} is no declared path parameter; declare it in the 'parameters' here",
        ),
    ],
)
def test_a_template_and_its_parameters_belong_together(paths, rule, words, sentence):
    text = document(paths)
    assert findings(text) == [(rule, at(text, words), sentence)]


def test_paths_that_differ_only_in_parameter_names_are_the_same():
    text = document(
        f"  /a/{{id}}:\n    parameters: [{ID}]\n    get: OK\n"
        f"  /a/{{key}}:\n    parameters: [{parameter('key')}]\n    put: OK\n"
    )
    sentence = (
        "'/a/{key}' is the same path as '/a/{id}': only parameter names differ; "
        "put the operations of both under one"
    )
    assert findings(text) == [("path-duplicate", at(text, "/a/{key}"), sentence)]


def two(one, other, method="get"):
    names = "id", "key"
    items = [
        f"  {path}:\n    parameters: [{parameter(name)}]\n    {verb}: OK\n"
        for path, name, verb in zip((one, other), names, ("get", method), strict=True)
    ]
    return document("".join(items))


def test_paths_that_one_request_can_mean_are_ambiguous():
    text = two("/{id}/b", "/a/{key}")
    sentence = "a request can be for this path and for '/{id}/b': neither goes before; rename one"
    assert findings(text) == [("path-ambiguous", at(text, "/a/{key}"), sentence)]


@pytest.mark.parametrize(
    ("one", "other", "method"),
    [
        ("/{id}/b", "/a/{key}", "put"),
        ("/a/{id}", "/b/{key}", "get"),
        ("/{id}/b", "/{key}/c", "get"),
        ("/a-{id}/b", "/c/{key}", "get"),
    ],
)
def test_paths_that_no_request_can_both_mean_are_told_apart(one, other, method):
    assert findings(two(one, other, method)) == []


def test_a_misspelt_parameter_and_the_one_it_leaves_undeclared_are_both_told():
    text = document(f"  /a/{{key}}:\n    parameters: [{ID}]\n    get: OK\n")
    assert findings(text) == [
        (
            "path-parameter-undeclared",
            at(text, "/a/{key}"),
            "{key} is no declared path parameter; did you mean 'id' of line 5 by it?",
        ),
        (
            "path-parameter-unused",
            at(text, "id, in"),
            "'id' is a path parameter, but '/a/{key}' has no {id}; did you mean 'key'?",
        ),
    ]


@pytest.mark.parametrize("between", ["/", "-", ".", ","])
def test_two_variables_with_nothing_between_them_cannot_be_told_apart(between):
    paths = (
        f"  /a/{{id}}{between}{{key}}:\n    parameters: [{ID}, {parameter('key')}]\n    get: OK\n"
    )
    assert findings(document(paths)) == []
    text = document(paths.replace("}" + between + "{", "}{"))
    sentence = (
        "nothing tells where {id} ends and {key} begins; put a '/' or a '-' between them, say"
    )
    assert findings(text) == [("path-variables-adjacent", at(text, "/a/{id}{key}"), sentence)]
