"""What ends a run before anything is tested, in one sentence."""

import json

import pytest
from builder import spec
from flask import Response, request

from mockserver.errors import TargetError, UsageError
from mockserver.transport import Target
from mockserver.verify.target.preflight import Preflight


@pytest.fixture
def check(books, document):
    """What is said of the books with an answer in the place of all of theirs."""

    def check(answer, declared=None):
        document["paths"]["/books"]["get"]["responses"].update(declared or {})
        books.breaks.append(lambda _: answer)
        checks = Preflight(spec(json.dumps(document), "books.json"), Target(books.url)).check()
        return tuple(checks)

    return check


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_let_in_nowhere_is_told_so_though_the_document_asks_for_no_credential(check, status):
    with pytest.raises(UsageError, match=f"GET /books answered {status} with no credentials, so n"):
        check(Response(status=status))


def test_where_a_credential_goes_is_told(check, document):
    key = {"type": "apiKey", "in": "header", "name": "X-Book-Key"}
    document.setdefault("components", {})["securitySchemes"] = {"key": key}
    document["security"] = [{"key": []}]
    with pytest.raises(UsageError, match=r"accepts: -H 'X-Book-Key: \.\.\.', or 'auth' in contr"):
        check(Response(status=401))


def test_a_refusal_that_is_declared_may_be_what_is_promised(check):
    assert check(Response(status=403), {"403": {"description": "Not now"}}) == ()


@pytest.mark.parametrize(("of_others", "is_known"), [(403, False), (401, True)])
def test_who_is_forbidden_what_nobody_is_allowed_is_unknown(document, books, of_others, is_known):
    """403 is declared, and /open is for all."""
    key = {"type": "apiKey", "in": "header", "name": "X-Book-Key"}
    document.setdefault("components", {})["securitySchemes"] = {"key": key}
    document["paths"]["/books"]["get"]["security"] = [{"key": []}]
    document["paths"]["/books"]["get"]["responses"]["403"] = {"description": "Forbidden"}

    def forbid(_):
        own = request.headers.get("X-Book-Key") == "right"
        return Response(status=403 if own else of_others)

    books.breaks.append(forbid)
    target = Target(books.url, (("X-Book-Key", "right"),))
    checks = Preflight(spec(json.dumps(document), "books.json"), target).check()
    if is_known:
        assert tuple(checks) == ()
        return
    with pytest.raises(UsageError, match="GET /books answered 403 with the credentials given, so"):
        tuple(checks)


def test_what_wants_tls_is_told_with_that(check):
    told = r"with 400, as was all .* wants TLS\. Is it https:// instead\?"
    for text in (
        "The plain HTTP request was sent to HTTPS port",
        "Client sent an HTTP request to an HTTPS server.\n",
    ):
        with pytest.raises(UsageError, match=told):
            check(Response(text, 400))
    assert check(Response("No such filter", 400)) == ()


def test_a_certificate_is_asked_for_where_nothing_else_proves_who_asks(check, document):
    mutual = {"mine": {"type": "mutualTLS"}}
    document.setdefault("components", {})["securitySchemes"] = mutual
    document["security"] = [{"mine": []}]
    with pytest.raises(UsageError, match="It asks for a certificate: --cert and --key name the"):
        check(Response(status=401))


@pytest.mark.parametrize("status", [502, 504])
def test_a_gateway_that_reaches_nobody_is_no_service_that_is_wrong(check, status):
    with pytest.raises(TargetError, match=f"with {status}.* reaches nothing behind it"):
        check(Response(status=status))


def moved(location):
    return Response(status=308, headers={"Location": location})


def test_a_redirect_to_another_base_is_told_with_that(check):
    with pytest.raises(
        UsageError, match=r"no redirect is followed\. Give https://b\.example/v2 as "
    ):
        check(moved("https://b.example/v2/books"))


@pytest.mark.parametrize("location", ["/v1/books/", "/login?next=/v1/books"])
def test_a_redirect_that_leads_to_no_other_base_is_told_with_where_it_leads(check, books, location):
    with pytest.raises(UsageError, match=r"no redirect is followed\. Is http://127") as told:
        check(moved(location))
    origin = books.url.removesuffix("/v1")
    assert f"GET /books was answered with 308 to {origin}{location}, as was all" in str(told.value)


def test_a_redirect_that_is_declared_is_an_answer(check):
    assert check(moved("/login"), {"3XX": {"description": "Elsewhere"}}) == ()
