"""Documents of other people: good ones have no error that is not true, bad ones are caught."""

from collections import Counter
from pathlib import Path

import pytest

from mockserver.finding import Severity
from mockserver.validate import check_document

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus"
VALID, INVALID = CORPUS / "valid", CORPUS / "invalid"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="../shared/corpus is not beside this checkout"
)

# True errors of documents in use. OAS 3.0.3 §4.7.14, Media Type Object, on example and examples:
# "SHOULD match the specified schema"; OAS 2.0 and 3.0 on default: it "MUST conform to the defined
# type". The mock would send what its own document forbids, so each is an error here.
TRUE = {
    # card numbers such as 044925 that are no text for want of quotes
    "adyen-CheckoutService-v71.yaml": {"example-invalid": 6},
    # a list where an object, null where an object is declared
    "box.json": {"example-invalid": 3},
    # "1644009612" for an integer, "world" for an object, [10] for an integer
    "osv-docker.yaml": {"example-invalid": 17},
    # error codes that the enum of the same response does not list
    "slack-web-2.0.json": {"example-invalid": 89},
    # identifiers of 32 characters where 34 are declared
    "twilio_verify_v2.yaml": {"example-invalid": 16},
    # null for objects that are not nullable, '' as the default of a URI
    "vac-api.github.com.yaml": {"example-invalid": 89, "default-invalid": 3},
    # a text for an array, a date for a date-time
    "vac-asana.yaml": {"example-invalid": 12},
}
# What is not caught as an error, and what is said instead.
LIGHTER = {
    # A URL reference without a scheme is a URL (RFC 3986 §4.1), relative to the document.
    "oasd-info-invalid-terms-of-service.yaml": {"url-relative"},
    # A default that is never used breaks nothing.
    "oasd-required-params-path_with_default.yaml": {"default-unused"},
    # OAS 3.0 §4.7.8: a query is never matched, so the path is reached by no request.
    # JSON Schema: a name may be required without being declared.
    "sp-spec-required-property-not-defined-input.yaml": {"required-undeclared"},
    # ECMA-262 has look-aheads; only the language of the tool it was written for has none.
    "oasd-validate-schema-pattern-regex-invalid.yaml": set(),
    # Sad, and sound: it is a document about bad descriptions.
    "vac-sad-spec.yaml": set(),
}


def documents(folder, *names):
    if not folder.is_dir():
        return []
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in (".yaml", ".json")]
    return [
        pytest.param(path, id=str(path.relative_to(folder)))
        for path in found
        if not names or path.parent == folder or path.name in names
    ]


@pytest.mark.parametrize("path", documents(VALID, "openapi.yaml", "swagger.yaml"))
def test_a_good_document_has_no_error_that_is_not_true(path):
    errors = [
        finding
        for finding in check_document(str(path)).findings
        if finding.severity is Severity.ERROR
    ]
    counts = Counter(finding.rule for finding in errors)
    assert dict(counts) == TRUE.get(path.name, {}), [
        f"{each.origin.line}: {each.message}" for each in errors
    ][:20]


@pytest.mark.parametrize("path", documents(INVALID))
def test_a_bad_document_is_caught(path):
    found = check_document(str(path)).findings
    expected = LIGHTER.get(str(path.relative_to(INVALID)))
    if expected is None:
        assert any(finding.severity is Severity.ERROR for finding in found)
    else:
        assert expected <= {finding.rule for finding in found}
        assert not any(finding.severity is Severity.ERROR for finding in found)
