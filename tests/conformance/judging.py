"""Schemathesis as the judge of the mock: one document, all checks, and what of it is excused."""

import base64
import re
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass

from mockserver.mock import Mock, Options
from mockserver.spec.load import load_spec
from mockserver.verify.events import FailureFound, RunFinished, Warned
from mockserver.verify.fuzz.engine import fuzz
from mockserver.verify.fuzz.plan import FuzzPlan
from mockserver.web import create_app
from mockserver.web.server import bind

KEY = "s3cret-key"
PAIR = "user:s3cret-key"

# Which declared statuses can say what: a refusal is excused only where the operation has none.
FITTING = {
    "invalid": ("400", "422"),
    "unauthorized": ("401", "403"),
    "absent": ("404", "410"),
}
KINDS = {
    400: "invalid",
    415: "invalid",
    422: "invalid",
    406: "invalid",
    409: "invalid",
    401: "unauthorized",
    403: "unauthorized",
    404: "absent",
    410: "absent",
}


_PATH_REFUSED = re.compile(r'"location":\s*\[\s*"path"')
BODY_CHECKS = ("content_type_conformance", "response_schema_conformance")


@dataclass(frozen=True)
class Verdict:
    """What one run came to."""

    failures: tuple
    excused: tuple
    warnings: tuple
    requests: int

    @property
    def counts(self):
        return Counter((failure.check, failure.status) for failure in self.failures)


@contextmanager
def served(mock):
    """The mock behind its own server, on a free port of this machine."""
    server = bind(create_app(mock), "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def judge(path, *, max_examples=5, max_time=None, seed=1, phases=None):
    """Serve a document and let Schemathesis try it."""
    spec = load_spec(str(path))
    options = Options(credentials=frozenset((KEY, PAIR)), seed=seed)
    mock = Mock(spec, options=options)
    with served(mock) as url:
        plan = FuzzPlan(
            base_url=url,
            root=spec.root.value,
            location=str(path),
            headers=tuple(credentials(spec)),
            seed=seed,
            max_examples=max_examples,
            max_time=max_time,
            **({"phases": phases} if phases else {}),
        )
        events = list(fuzz(plan))
    failures = [event for event in events if isinstance(event, FailureFound)]
    excused = [each for each in failures if is_excused(spec, each)]
    return Verdict(
        failures=tuple(each for each in failures if each not in excused),
        excused=tuple(excused),
        warnings=tuple(event.message for event in events if isinstance(event, Warned)),
        requests=next((event.requests for event in events if isinstance(event, RunFinished)), 0),
    )


def credentials(spec):
    """Headers that prove who asks, for each scheme that goes by a header."""
    found = {}
    for scheme in spec.security_schemes.values():
        if scheme.kind == "apiKey" and scheme.location == "header":
            found.setdefault(scheme.parameter, KEY)
        elif scheme.kind in ("bearer", "oauth2", "openIdConnect"):
            found.setdefault("Authorization", f"Bearer {KEY}")
        elif scheme.kind == "basic":
            found.setdefault("Authorization", "Basic " + base64.b64encode(PAIR.encode()).decode())
    return found.items()


def is_excused(spec, failure):  # noqa: C901, PLR0911, PLR0912  one return for each reason
    """A request rightly refused where the operation declares no status to say so.

    Nor is there a right answer where an operation declares no success, or nothing at all.
    """
    operation = spec.operation(failure.operation)
    if is_lost_in_writing(failure) or is_list_of_one(failure):
        return True
    if failure.check == "positive_data_acceptance" and _PATH_REFUSED.search(failure.response):
        return True  # it calls a path value valid that breaks the parameter's schema, as is told
    if failure.status == 204 and failure.check in BODY_CHECKS:
        return True  # a 204 has no content, whatever a document declares for it (RFC 9110 §15.3.5)
    if failure.check == "positive_data_acceptance" and failure.status == 410:
        return True  # a declared 410 says what 404 says, which alone the judge takes from it
    if "Content-Type: text/" in failure.curl and "incorrect type" in failure.message:
        return True  # any text is a string
    if failure.check == "ignored_auth" and "[Filtered]" in failure.curl:
        return True  # a wrong credential beside a right one, either of which is enough
    if "Missing `Content-Type`" in failure.message or "`Content-Type` in header" in failure.message:
        return True  # it is sent all the same, for the body has one
    if failure.check == "missing_required_header" and failure.status == 403:
        return operation is not None and operation.response(401) is None  # 403 is what is declared
    if "in cookie - object with unexpected properties" in failure.message:
        return True  # nobody declares all the cookies that a client has
    if failure.check == "not_a_server_error" and only_fails(operation):
        return True
    if "#" in failure.operation:  # a fragment stays with the client: the judge asks another one
        return True
    body = operation.request_body if operation else None
    if "Missing request body" in failure.message and body and not body.required:
        return True  # a form without fields is what its fields allow, and has no body
    if operation and has_no_success(operation):
        return failure.check in ("status_code_conformance", "positive_data_acceptance")
    unavailable = re.search(r"Not available with: `([^`]+)`", failure.message)
    if unavailable and has_no_success(spec.operation(unavailable[1])):
        return True
    if failure.check != "status_code_conformance" or failure.status not in KINDS:
        return False
    declared = (
        {response.pattern.upper() for response in operation.responses} if operation else set()
    )
    fitting = {str(failure.status), *FITTING[KINDS[failure.status]], "4XX", "DEFAULT"}
    return not declared & fitting


def only_fails(operation):
    """Whether a failure of the server is all that the operation declares."""
    return bool(operation) and all(each.pattern.startswith("5") for each in operation.responses)


def has_no_success(operation):
    """Whether the operation declares no answer to a request that nothing is wrong with."""
    return not any(each.pattern[0].upper() in "23D" for each in operation.responses)


def is_list_of_one(failure):
    """An error of the judge: in a query a list of one item is written as the item is.

    ``opt_fields=true`` is no boolean there but a list of one text; ``status=`` is how it writes an
    empty list itself, and so no list of one empty text.
    """
    if failure.check != "negative_data_rejection" or " in query" not in failure.message:
        return False
    if re.search(r"violates `type` at /properties/\w+ \(was array, became", failure.message):
        return True
    empty = re.search(r"violates `\w+` at /properties/(\w+)/items", failure.message)
    return bool(empty and re.search(rf"[?&]{empty[1]}=(?:['& ]|$)", failure.curl))


def is_lost_in_writing(failure):
    """An error of the judge: the fault that it meant is not in the form or the XML that it sent.

    Three kinds, each seen in the request itself: a property that it calls missing is there, a
    property with a fault deep in it is not there at all (of objects in a list only the names are),
    or a value of another type became text, which is what its field takes.
    """
    form = re.search("application/x-www-form-urlencoded|multipart/form-data", failure.curl)
    xml = "application/xml" in failure.curl
    if failure.check != "negative_data_rejection" or not (form or xml):
        return False
    data = failure.curl.partition("--data-raw ")[2]
    missing = re.search(r"Missing required property: (\w+)", failure.message)
    if missing:
        return re.search(rf"[?&'<]{missing[1]}[=>]", data) is not None
    deep = re.search(r"in body - (\w+) -> ", failure.message)
    if deep:
        is_absent = f"{deep[1]}=" not in data and f"<{deep[1]}>" not in data
        return is_absent or (form and "Array with invalid items" in failure.message)
    typed = re.search(r"in body - (\w+): Incorrect type", failure.message)
    if form and (typed or "violates `type`" in failure.message):
        return True
    return bool(typed and f"<{typed[1]}></{typed[1]}>" in data)
