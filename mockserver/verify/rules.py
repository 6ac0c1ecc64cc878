"""What an implementation is held to beyond single answers, as one table: id and promise."""

from mockserver.finding import Rule, Severity

_PROMISES = {
    "value-differs": "A record is answered with the values that were sent, and with its defaults.",
    "record-mixed-up": "An answer shows the record that was asked for, and no other.",
    "rest-changed": "A change leaves alone what it does not name.",
    "change-kept-old": "What a change replaces is gone.",
    "creation-moved": "The moment of creation does not move.",
    "read-only-written": "What is readOnly is set by the server alone.",
    "touch-missing": "The moment of the last change moves with each change, and only forward.",
    "answer-unstable": "Reading changes nothing: two answers in a row are the same.",
    "positive-data-acceptance": "A request that the document allows is accepted.",
    "negative-data-rejection": "A request that the document forbids is refused.",
    "status-wrong": "A PUT tells whether it made a record or replaced one (RFC 9110 9.3.4).",
    "moment-wrong": "What the server tells as the moment of a creation or a change is the moment.",
    "refusal-wrong": "A refusal has the status that the document declares for its reason.",
    "refusal-changed": "A request that is refused changes nothing.",
    "duplicate-accepted": "No two records share the value of a unique field.",
    "unknown-key-found": "A key that nobody has is not found.",
    "deleted-found": "A record that was deleted is gone.",
    "record-lost": "A record that was created is found.",
    "list-incomplete": "A list holds every record.",
    "list-doubled": "A list holds no record twice, be it on several pages.",
    "list-overfull": "A page holds no more records than were asked for.",
    "list-unfiltered": "A filter lets pass what it names, and nothing else.",
    "list-unsorted": "A list has the order that was asked for.",
    "list-miscounted": "What a list tells of its length is so.",
    "location-broken": "Location leads to the record that was created (RFC 9110 10.2.2).",
    "unsupported-method": "A method that a path does not declare is refused.",
    "fixture-differs": "A target that holds the fixtures answers with their values.",
    "head-unlike-get": "HEAD is answered as GET is, but for the body (RFC 9110 9.3.2).",
    "condition-ignored": "A request under a condition does what that says (RFC 9110 13.2).",
    "tag-stale": "What changed has another entity tag, what did not has the same (RFC 9110 8.8.1).",
    "deed-lost": "What the answer to an action shows is what is there afterwards.",
    "history-lost": "What a record was stays known where that is told.",
    "repetition-done": "A request that comes again under its Idempotency-Key is done once.",
    "ignored-auth": "A request without a credential is refused where one is required.",
    "record-reached": "A record is reached by those alone who may.",
    "trace-leaked": "No answer tells of the inside of the server.",
    "secret-leaked": "No answer holds a secret.",
    "content-coding": "A body is packed as its Content-Encoding says (RFC 9110 8.4).",
    "body-missing": "A success has the body that is declared for it.",
    "problem-status": "A problem names the status of its answer (RFC 9457 3.1.2).",
    "strict-json": "A body in JSON is one that every reader takes (RFC 8259).",
    "too-slow": "An answer comes within the limit that was set.",
}
_SCHEMATHESIS = {
    "not-a-server-error": "No request makes the server fail.",
    "status-code-conformance": "An answer has a status that the document declares.",
    "content-type-conformance": "An answer has a media type that the document declares.",
    "response-headers-conformance": "An answer has the headers that the document declares.",
    "response-schema-conformance": "The body of an answer keeps its schema.",
    "missing-required-header": "A request without a header that is required is refused.",
    "allow-header-conformance": "Allow names the methods that there are (RFC 9110 10.2.1).",
    "use-after-free": "What was deleted is found by no other operation either.",
    "ensure-resource-availability": "What was created can be used at once.",
    "object-level-authorization": "Nobody reads an object that another one has created.",
}
"""The checks of Schemathesis that none of ours shares its name with."""
_RUN = {
    "no-answer": "Every request is answered.",
    "missing-auth": "The credentials that are sent are good for every operation.",
    "missing-test-data": "The target holds records to test with.",
    "always-conflict": "Some valid request is taken.",
    "rate-limited": "The target lets a run through.",
    "nothing-tested": "Something is tested.",
}
_ALL = {**_PROMISES, **_SCHEMATHESIS, **_RUN}
_NOTICES = {
    "status-never-seen": "A status that is declared is one that some request is answered with.",
    "scheme-case": "The name of a scheme is the same in any case (RFC 9110 11.1).",
    "escape-unread": "A letter of a path means the same when it is escaped (RFC 3986 2.3).",
    "text-tidied": "A text is stored as it was sent, its spaces and letters too.",
    "body-optional": "A body that is required is asked for.",
    "form-unasked": "A patch is taken in the forms that are declared (RFC 5789 2.2).",
    "member-refused": "A member that no schema forbids is taken, or passed over.",
    "undeclared-header": "A header field of the service's own is declared.",
}
RULES = tuple(Rule(name, Severity.ERROR, promise) for name, promise in _ALL.items())

_TRAFFIC = {
    "traffic-status": (Severity.ERROR, "A recorded request is answered with the recorded status."),
    "traffic-drift": (Severity.WARNING, "What is answered is what was recorded."),
    "traffic-order": (Severity.WARNING, "A list has the order that was recorded."),
    "traffic-other-data": (Severity.WARNING, "The target holds the data that was recorded."),
    "traffic-withheld": (Severity.WARNING, "Every recorded request can be sent again."),
    "traffic-request": (Severity.WARNING, "Consumers send what the document allows."),
    "traffic-undeclared": (Severity.INFO, "What is used is declared."),
    "traffic-elsewhere": (Severity.INFO, "An archive holds requests to one API."),
}
TRAFFIC_RULES = tuple(Rule(name, *each) for name, each in _TRAFFIC.items())
