"""Templates that are as specific as one another: what follows them in a path decides."""

from itertools import permutations

import pytest
from builder import spec

from mockserver.errors import Rejection
from mockserver.routing import Router

TIED = ("/v{at}/pets", "/{name}d/{id}", "/{any}/toys", "/{any}/{id}/photos/all", "/old/pets")
CASES = [
    # Both v{at} and {name}d take it, and the literal below one of them comes first.
    ("/vod/pets", ("/v{at}/pets", {"at": "od"})),
    ("/vod/7", ("/{name}d/{id}", {"name": "vo", "id": "7"})),
    ("/vod/%70ets", ("/v{at}/pets", {"at": "od"})),
    ("/v1/pets", ("/v{at}/pets", {"at": "1"})),
    ("/odd/pets", ("/{name}d/{id}", {"name": "od", "id": "pets"})),
    # {any} is less specific than either, and is left for what only it has below.
    ("/vod/toys", ("/{name}d/{id}", {"name": "vo", "id": "toys"})),
    ("/v1/toys", ("/{any}/toys", {"any": "v1"})),
    ("/vod/7/photos/all", ("/{any}/{id}/photos/all", {"any": "vod", "id": "7"})),
    ("/vod/toys/photos/all", ("/{any}/{id}/photos/all", {"any": "vod", "id": "toys"})),
    # What is concrete comes before them all.
    ("/old/pets", ("/old/pets", {})),
    ("/ol%64/pets", ("/old/pets", {})),
    ("/old/7", ("/{name}d/{id}", {"name": "ol", "id": "7"})),
    ("/v1", None),
    ("/v1/pets/7", None),
    ("/vod/7/photos", None),
]


def router(templates, bases=()):
    lines = "".join(f"  '{each}': {{get: {{}}}}\n" for each in templates)
    return Router(spec(f"openapi: 3.1.0\npaths:\n{lines}").operations, bases)


def found(routes, path):
    try:
        match = routes.find(path).match("GET")
    except Rejection:
        return None
    return match.operation.template, dict(match.path_values)


@pytest.mark.parametrize(("path", "wanted"), CASES)
def test_the_literal_below_decides_whatever_the_order_of_the_document(path, wanted):
    for templates in permutations(TIED):
        assert found(router(templates), path) == wanted


def test_a_variable_takes_one_character_at_least():
    assert found(router(TIED), "/vd/pets") == ("/v{at}/pets", {"at": "d"})
    assert found(router(TIED), "/d/pets") is None


def test_of_two_that_fit_to_their_ends_the_first_of_the_document_answers():
    one, other = "/v{at}/{id}", "/{name}d/{key}"
    assert found(router([one, other]), "/vod/7") == (one, {"at": "od", "id": "7"})
    assert found(router([other, one]), "/vod/7") == (other, {"name": "vo", "key": "7"})


def test_the_reading_of_a_base_path_with_more_literals_counts_among_them_too():
    routes = router(["/v{at}/{id}", "/{name}d/pets", "/{id}"], bases=("/vod",))
    place = routes.find("/vod/pets")
    assert (place.base_path, place.literals) == ("", 1)
    assert routes.find("/vod/v7/8").base_path == "/vod"
    routes = router(["/v{at}/{id}", "/{name}d/{key}", "/pets"], bases=("/vod",))
    assert routes.find("/vod/pets").base_path == "/vod"
