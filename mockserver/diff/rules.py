"""All kinds of change and what is thought of each, as one table. The policy may think otherwise."""

from __future__ import annotations

from mockserver.diff.change import ChangeRule, Verdict

_BREAKING, _RISKY, _COMPATIBLE = Verdict.BREAKING, Verdict.RISKY, Verdict.COMPATIBLE

# The kind, what is thought of it in a request, what in a response, and what it is; None where it
# is told as another kind.
_OF_SCHEMAS: tuple[tuple[str, Verdict | None, Verdict | None, str], ...] = (
    ("type-narrowed", _BREAKING, _COMPATIBLE, "Fewer types fit"),
    ("type-widened", _COMPATIBLE, _BREAKING, "More types fit"),
    ("null-refused", _BREAKING, _COMPATIBLE, "Null does not fit any more"),
    ("null-allowed", _COMPATIBLE, _BREAKING, "Null fits as well"),
    ("enum-value-removed", _BREAKING, _COMPATIBLE, "A listed value is gone"),
    ("enum-value-added", _COMPATIBLE, _BREAKING, "A listed value is new"),
    ("enum-introduced", _BREAKING, _COMPATIBLE, "Only listed values fit"),
    ("enum-dropped", _COMPATIBLE, _BREAKING, "Other values than the listed ones fit"),
    ("limit-tightened", _BREAKING, _COMPATIBLE, "A limit is tighter"),
    ("limit-loosened", _COMPATIBLE, _BREAKING, "A limit is looser"),
    ("pattern-added", _BREAKING, _COMPATIBLE, "A pattern has to match"),
    ("pattern-removed", _COMPATIBLE, _BREAKING, "A pattern need not match any more"),
    ("pattern-tightened", _BREAKING, _COMPATIBLE, "A pattern matches less"),
    ("pattern-loosened", _COMPATIBLE, _BREAKING, "A pattern matches more"),
    ("format-added", _BREAKING, _COMPATIBLE, "A format has to be kept"),
    ("format-removed", _COMPATIBLE, _BREAKING, "A format need not be kept any more"),
    ("required-property-added", _BREAKING, _COMPATIBLE, "A new property is required"),
    ("property-became-required", _BREAKING, _COMPATIBLE, "A property is required now"),
    ("property-became-optional", _COMPATIBLE, _BREAKING, "A property may be missing now"),
    ("property-added", _COMPATIBLE, _COMPATIBLE, "A property is new"),
    ("undescribed-property-added", None, _RISKY, "A property is new where none might be"),
    ("property-removed", _RISKY, _BREAKING, "A property is gone"),
    ("property-refused", _BREAKING, None, "A property is refused now"),
    ("property-removed-as-announced", _COMPATIBLE, _COMPATIBLE, "A property is gone as announced"),
    ("property-deprecated", _COMPATIBLE, _COMPATIBLE, "A property is deprecated"),
    ("property-became-read-only", _RISKY, None, "A property is ignored when it is sent"),
    ("object-closed", _BREAKING, _COMPATIBLE, "Other properties are refused now"),
    ("object-opened", _COMPATIBLE, _RISKY, "Other properties are allowed now"),
    ("variant-removed", _BREAKING, _COMPATIBLE, "A variant is gone"),
    ("variant-added", _COMPATIBLE, _BREAKING, "A variant is new"),
    ("discriminator-changed", _RISKY, _RISKY, "Variants are told apart by something else"),
    ("default-changed", _RISKY, _COMPATIBLE, "What stands for a missing value is another one"),
    ("content-changed", _BREAKING, _BREAKING, "A text holds something else"),
    ("schema-narrowed", _BREAKING, _COMPATIBLE, "Fewer values fit"),
    ("schema-widened", _COMPATIBLE, _BREAKING, "More values fit"),
    ("schema-undecided", _RISKY, _RISKY, "Nobody can decide whether the same values fit"),
)
_OF_OPERATIONS = (
    ChangeRule("path-removed", _BREAKING, "A path is gone with all its operations."),
    ChangeRule("operation-removed", _BREAKING, "An operation is gone."),
    ChangeRule(
        "operation-removed-as-announced",
        _COMPATIBLE,
        "A deprecated operation is gone after its x-sunset, or one that was draft or alpha.",
    ),
    ChangeRule("operation-added", _COMPATIBLE, "An operation is new."),
    ChangeRule("operation-deprecated", _COMPATIBLE, "An operation is deprecated."),
    ChangeRule("operation-id-changed", _RISKY, "An operationId, which names code, is another."),
    ChangeRule("sunset-earlier", _BREAKING, "An operation ends earlier than announced."),
    ChangeRule("stability-lowered", _BREAKING, "An operation promises less stability."),
    ChangeRule("required-parameter-added", _BREAKING, "A new parameter is required."),
    ChangeRule("parameter-added", _COMPATIBLE, "A new parameter may be sent."),
    ChangeRule("parameter-removed", _RISKY, "A parameter is gone, so what is sent is ignored."),
    ChangeRule("parameter-removed-as-announced", _COMPATIBLE, "A deprecated parameter is gone."),
    ChangeRule("parameter-moved", _BREAKING, "A parameter is sent elsewhere."),
    ChangeRule("parameter-became-required", _BREAKING, "A parameter is required now."),
    ChangeRule("parameter-became-optional", _COMPATIBLE, "A parameter may be left out now."),
    ChangeRule("parameter-deprecated", _COMPATIBLE, "A parameter is deprecated."),
    ChangeRule("parameter-serialized-otherwise", _BREAKING, "A parameter is written another way."),
    ChangeRule("parameter-empty-refused", _BREAKING, "A parameter may not be empty any more."),
    ChangeRule("required-request-body-added", _BREAKING, "A body is new and required."),
    ChangeRule(
        "parameter-reserved-refused", _RISKY, "A parameter has to escape what is reserved in URLs."
    ),
    ChangeRule(
        "request-reserved-refused", _RISKY, "A form has to escape what is reserved in URLs."
    ),
    ChangeRule("request-body-added", _COMPATIBLE, "A body may be sent."),
    ChangeRule("request-body-removed", _RISKY, "No body is taken, so what is sent is ignored."),
    ChangeRule("request-body-became-required", _BREAKING, "A body is required now."),
    ChangeRule("request-body-became-optional", _COMPATIBLE, "A body may be left out now."),
    ChangeRule("request-media-type-removed", _BREAKING, "A media type is not taken any more."),
    ChangeRule("request-media-type-added", _COMPATIBLE, "A media type is taken as well."),
    ChangeRule("response-success-removed", _BREAKING, "A success is not declared any more."),
    ChangeRule("response-error-removed", _RISKY, "A failure is not declared any more."),
    ChangeRule("response-added", _COMPATIBLE, "An answer is declared that was not."),
    ChangeRule("response-media-type-removed", _BREAKING, "A media type is not sent any more."),
    ChangeRule("response-media-type-added", _COMPATIBLE, "A media type is sent as well."),
    ChangeRule("response-header-removed", _BREAKING, "A header is not declared any more."),
    ChangeRule("response-header-became-optional", _BREAKING, "A header may be missing now."),
    ChangeRule("response-header-became-required", _COMPATIBLE, "A header is always sent now."),
    ChangeRule("response-header-added", _COMPATIBLE, "A header is new."),
    ChangeRule(
        "response-header-serialized-otherwise", _BREAKING, "A header is written another way."
    ),
    ChangeRule("link-removed", _RISKY, "A link to what comes next is not described any more."),
    ChangeRule("link-added", _COMPATIBLE, "A link to what comes next is new."),
    ChangeRule("security-tightened", _BREAKING, "Credentials that were enough are not any more."),
    ChangeRule("security-loosened", _COMPATIBLE, "Fewer or other credentials are enough as well."),
    ChangeRule(
        "credentials-got-otherwise",
        _RISKY,
        "Credentials are got at another URL or in another way, or a scope is not given any more.",
    ),
    ChangeRule("credentials-deprecated", _COMPATIBLE, "A way to prove who asks is deprecated."),
    ChangeRule("webhook-removed", _BREAKING, "A webhook is not sent any more."),
    ChangeRule("webhook-added", _COMPATIBLE, "A webhook is new."),
    ChangeRule("callback-removed", _BREAKING, "A callback is not sent any more."),
    ChangeRule("callback-added", _COMPATIBLE, "A callback is new."),
    ChangeRule("sent-body-became-optional", _BREAKING, "What an API sends may lack its body."),
    ChangeRule("sent-body-became-required", _COMPATIBLE, "What an API sends has a body always."),
    ChangeRule("request-encoding-changed", _BREAKING, "A part of a form is written another way."),
    ChangeRule("response-encoding-changed", _BREAKING, "A part of an answer is written otherwise."),
    ChangeRule("request-encoding-widened", _COMPATIBLE, "A part may be written in more ways."),
    ChangeRule("response-encoding-narrowed", _COMPATIBLE, "A part is written in fewer ways."),
    ChangeRule(
        "server-variable-changed",
        _RISKY,
        "A variable of a server lacks a value that it had, or has another default.",
    ),
    ChangeRule("server-removed", _RISKY, "A server is not named any more."),
    ChangeRule("server-added", _COMPATIBLE, "A server is new."),
    ChangeRule("part-unreadable", _RISKY, "A part of a document cannot be read, or compared."),
)


def _of_schemas() -> tuple[ChangeRule, ...]:
    made = []
    for kind, request, response, summary in _OF_SCHEMAS:
        for way, verdict in (("request", request), ("response", response)):
            if verdict is not None:
                made.append(ChangeRule(f"{way}-{kind}", verdict, f"{summary}, in a {way}."))
    return tuple(made)


SCHEMA_RULES = _of_schemas()
RULES = (*_OF_OPERATIONS, *SCHEMA_RULES)
BY_ID = {rule.id: rule for rule in RULES}
_WORDS = {kind: summary for kind, _, _, summary in _OF_SCHEMAS}


def words(kind: str) -> str:
    """What a kind of difference of schemas is, in words that begin a sentence."""
    return _WORDS[kind]
