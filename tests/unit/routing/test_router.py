import pytest
from builder import spec

from mockserver.errors import Rejection
from mockserver.routing import Router


def router(*labels, bases=()):
    """A router of operations such as ``GET /pets``; further methods of a path may follow."""
    lines = ["openapi: 3.1.0", "paths:"]
    for label in labels:
        methods, _, template = label.partition(" ")
        lines.append(f"  '{template}':")
        lines.extend(f"    {method.lower()}: {{}}" for method in methods.split(","))
    return Router(spec("\n".join(lines)).operations, bases)


def found(routes, path, method="GET"):
    match = routes.find(path).match(method)
    return match.operation.label, dict(match.path_values)


def refusal(routes, path, method="GET"):
    with pytest.raises(Rejection) as caught:
        routes.find(path).match(method)
    return caught.value


def test_a_path_leads_to_its_operation_with_the_values_as_they_were_sent():
    routes = router("GET /pets/{id}/photos/{photo}")
    assert found(routes, "/pets/a%2Fb/photos/7") == (
        "GET /pets/{id}/photos/{photo}",
        {"id": "a%2Fb", "photo": "7"},
    )


def test_what_is_concrete_wins_over_a_variable_wherever_the_document_has_it():
    routes = router("GET /pets/{id}", "GET /pets/mine", "GET /{kind}/mine")
    assert found(routes, "/pets/mine")[0] == "GET /pets/mine"
    assert found(routes, "/pets/other")[0] == "GET /pets/{id}"
    assert found(routes, "/cats/mine")[0] == "GET /{kind}/mine"


def test_the_more_literal_template_wins_within_a_segment():
    routes = router("GET /{id}", "GET /{id}.{format}", "GET /{id}.json")
    assert found(routes, "/a.json") == ("GET /{id}.json", {"id": "a"})
    assert found(routes, "/a.xml") == ("GET /{id}.{format}", {"id": "a", "format": "xml"})
    assert found(routes, "/a") == ("GET /{id}", {"id": "a"})


def test_a_literal_that_leads_nowhere_is_left_for_the_variable_beside_it():
    routes = router("GET /pets/mine/photos", "GET /pets/{id}/visits")
    assert found(routes, "/pets/mine/visits") == ("GET /pets/{id}/visits", {"id": "mine"})
    routes = router("GET /pets/mine/photos", "GET /pets/{id}")
    assert found(routes, "/pets/mine") == ("GET /pets/{id}", {"id": "mine"})


def test_operations_of_one_shape_keep_the_names_of_their_own_templates():
    routes = router("GET /pets/{id}", "DELETE /pets/{name}")
    assert found(routes, "/pets/7") == ("GET /pets/{id}", {"id": "7"})
    assert found(routes, "/pets/7", "DELETE") == ("DELETE /pets/{name}", {"name": "7"})


def test_of_two_operations_with_one_method_and_shape_the_first_answers():
    routes = router("GET /pets/{id}", "GET /pets/{name}")
    assert found(routes, "/pets/7")[0] == "GET /pets/{id}"


@pytest.mark.parametrize("path", ["/pets/%6Dine", "/%70ets/mine"])
def test_a_percent_encoded_literal_is_the_same_literal(path):
    assert found(router("GET /pets/mine", "GET /pets/{id}"), path)[0] == "GET /pets/mine"


def test_an_encoded_slash_separates_nothing():
    assert refusal(router("GET /pets/{id}"), "/pets%2F7").problem.status == 404


@pytest.mark.parametrize(
    "path",
    ["", "*", "pets", "/", "//", "/pets/", "//pets", "/pets//7", "/Pets", "/pets/./7", "/.."],
)
def test_a_path_is_taken_as_it_is_sent(path):
    problem = refusal(router("GET /pets", "GET /pets/{id}/x"), path).problem
    assert (problem.status, problem.type) == (404, "urn:mockserver:path-not-found")


def test_a_slash_at_the_end_is_another_path():
    routes = router("GET /pets", "POST /pets/")
    assert found(routes, "/pets/", "POST")[0] == "POST /pets/"
    assert refusal(routes, "/pets/").problem.status == 405


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/pet", ["/pets", "/pets/{id}", "/pets/{id}/photos"]),
        ("/pets/7/photo", ["/pets/{id}/photos"]),
        ("/shop/1", ["/shops"]),
        ("/", ["/pets", "/pets/{id}", "/pets/{id}/photos"]),
    ],
)
def test_an_unknown_path_is_refused_with_the_nearest_ones(path, nearest):
    routes = router("GET /pets", "GET /pets/{id}", "GET /pets/{id}/photos", "GET /shops")
    problem = refusal(routes, path).problem
    assert list(problem.extensions["nearest"])[: len(nearest)] == nearest
    assert problem.detail.startswith(f"No path of the document matches {path}. The nearest: ")


def test_a_document_without_paths_has_nothing_near():
    assert refusal(router(), "/pets").problem.detail == "No path of the document matches /pets."


def test_a_method_that_is_not_declared_is_refused_with_those_that_are():
    rejection = refusal(router("GET,POST /pets"), "/pets", "DELETE")
    assert rejection.headers == (("Allow", "GET, POST, HEAD, OPTIONS"),)
    assert rejection.problem.detail == (
        "/pets has no DELETE; what it has is GET, POST, HEAD, OPTIONS."
    )
    assert rejection.problem.status == 405
    assert rejection.problem.extensions == {"allowed": ("GET", "POST", "HEAD", "OPTIONS")}


def test_a_method_is_spelled_in_capitals():
    assert refusal(router("GET /pets"), "/pets", "get").problem.status == 405


def test_head_is_answered_by_get_unless_it_is_declared():
    assert found(router("GET /pets"), "/pets", "HEAD")[0] == "GET /pets"
    assert found(router("GET,HEAD /pets"), "/pets", "HEAD")[0] == "HEAD /pets"
    assert refusal(router("POST /pets"), "/pets", "HEAD").headers == (("Allow", "POST, OPTIONS"),)


def test_methods_are_told_once_each():
    assert router("OPTIONS,HEAD,GET /pets").find("/pets").methods == ("OPTIONS", "HEAD", "GET")


@pytest.mark.parametrize(("path", "base"), [("/pets/7", ""), ("/v1/pets/7", "/v1")])
def test_a_path_may_have_the_base_path_of_a_server_or_not(path, base):
    match = router("GET /pets/{id}", bases=("/v1", "")).find(path).match("GET")
    assert (match.base_path, dict(match.path_values)) == (base, {"id": "7"})


def test_a_base_path_is_no_part_of_a_longer_segment():
    assert refusal(router("GET /pets", bases=("/v1",)), "/v12/pets").problem.status == 404
    assert refusal(router("GET /pets", bases=("/v1",)), "/v1").problem.status == 404


def test_with_several_readings_the_more_literal_one_counts():
    routes = router("GET /{any}/pets", "GET /pets", bases=("/v1", "/v1/old"))
    assert found(routes, "/v1/pets") == ("GET /pets", {})
    assert found(routes, "/v1/old/pets") == ("GET /pets", {})
    assert found(routes, "/v2/pets") == ("GET /{any}/pets", {"any": "v2"})
    routes = router("GET /{any}/{more}", "GET /pets", bases=("/v1",))
    assert found(routes, "/v1/pets") == ("GET /pets", {})


def test_what_is_near_is_looked_for_beneath_the_base_path():
    problem = refusal(router("GET /pets", bases=("/v1",)), "/v1/pts").problem
    assert problem.extensions["nearest"] == ("/pets",)


@pytest.mark.parametrize("bases", [("/v1", "/v1/old"), ("/v1/old", "/v1"), ("/zoo", "/v1/old")])
def test_what_is_near_is_looked_for_beneath_the_longest_base_path(bases):
    routes = router("GET /pets", "GET /shops", bases=bases)
    assert refusal(routes, "/v1/old/shps").problem.extensions["nearest"][0] == "/shops"


def test_long_paths_are_no_trouble():
    routes = router("GET /{a}/{b}/c", "GET /x/{b}/{c}")
    assert refusal(routes, "/" + "x/" * 20_000).problem.status == 404
    assert found(routes, "/x/" + "y" * 100_000 + "/c")[0] == "GET /x/{b}/{c}"


def test_a_place_is_told_with_the_prefix_it_is_asked_for_with_each_time():
    routes = router("GET /pets")
    for prefix in ("/zoo", "", "/zoo", ""):
        assert routes.find("/pets", prefix).path == f"{prefix}/pets"


@pytest.mark.parametrize(
    ("template", "path", "value"),
    [
        ("/items('{key}')", "/items(%27a%27)", "a"),
        ("/items('{key}')", "/items%28%27a%27%29", "a"),
        ("/größe-{key}", "/gr%C3%B6%c3%9fe-a", "a"),
        ("/a b {key}", "/a%20b%20x%20y", "x%20y"),
        ("/caf%C3%A9-{key}", "/caf%c3%a9-a", "a"),
        ("/{key}.json", "/a%2ejson", "a"),
    ],
)
def test_literals_beside_a_variable_may_be_percent_encoded(template, path, value):
    assert found(router(f"GET {template.replace(chr(39), chr(39) * 2)}"), path)[1] == {"key": value}


def test_a_delimiter_that_is_encoded_is_part_of_a_value():
    routes = router("GET /jobs/{id}", "GET /jobs/{id}:stop")
    assert found(routes, "/jobs/7:stop") == ("GET /jobs/{id}:stop", {"id": "7"})
    assert found(routes, "/jobs/7%3Astop") == ("GET /jobs/{id}", {"id": "7%3Astop"})


def test_a_literal_of_several_marks_beside_a_variable_may_be_encoded_in_any_part():
    routes = router("GET /é~-{key}")
    for written in ("é~-a", "%C3%A9~-a", "é%7E%2Da", "%c3%a9%7e-a"):
        assert found(routes, f"/{written}")[1] == {"key": "a"}
    assert refusal(routes, "/%C3~-a").problem.status == 404


def test_a_path_is_answered_the_same_each_time():
    routes = router("GET,POST /pets", "GET /pets/{id}")
    for _ in range(3):
        assert found(routes, "/pets")[0] == "GET /pets"
        assert found(routes, "/pets", "POST")[0] == "POST /pets"
        assert found(routes, "/pets/7") == ("GET /pets/{id}", {"id": "7"})


def test_a_template_of_thousands_of_segments_is_found_and_shown_as_near():
    template = "/" + "/".join(f"{{v{number}}}" for number in range(3000))
    routes = Router(
        spec(f'{{"openapi": "3.1.0", "paths": {{"{template}": {{"get": {{}}}}}}}}').operations
    )
    assert found(routes, "/a" * 3000)[1]["v2999"] == "a"
    assert refusal(routes, "/a" * 2999).problem.extensions["nearest"] == (template,)
