"""The promises that a document's structure keeps."""

from mockserver.finding import Rule, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

VERSION_UNKNOWN = Rule(
    "version-unknown", _ERROR, "A document names the version of OpenAPI that it follows."
)
TYPE_MISMATCH = Rule("type-mismatch", _ERROR, "A value has the JSON type that its field asks for.")
FIELD_UNKNOWN = Rule("field-unknown", _ERROR, "An object holds only the fields that it may hold.")
FIELD_MISSING = Rule("field-missing", _ERROR, "An object holds the fields that it must hold.")
FIELD_MISPLACED = Rule(
    "field-misplaced", _ERROR, "A field stands only where its neighbours give it a meaning."
)
FIELD_IGNORED = Rule("field-ignored", _WARNING, "What is written has an effect.")
FIELD_OF_OTHER_VERSION = Rule(
    "field-of-other-version", _ERROR, "A field belongs to the version that the document names."
)
FIELDS_EXCLUSIVE = Rule(
    "fields-exclusive", _ERROR, "Of two fields that exclude each other one is given."
)
KEYWORD_UNKNOWN = Rule(
    "keyword-unknown", _WARNING, "A schema uses keywords that JSON Schema or OpenAPI knows."
)
REFERENCE_MISPLACED = Rule(
    "reference-misplaced", _ERROR, "A $ref stands where an object may be a reference."
)
REFERENCE_SIBLINGS = Rule(
    "reference-siblings", _WARNING, "Beside a $ref stands nothing that would be ignored."
)
ENUM_MISMATCH = Rule("enum-mismatch", _ERROR, "A value is one of the words its field allows.")
PATTERN_MISMATCH = Rule("pattern-mismatch", _ERROR, "A name or a text has the form it must have.")
FORMAT_MISMATCH = Rule("format-mismatch", _ERROR, "A URL is a URL and an e-mail address is one.")
NUMBER_RANGE = Rule("number-range", _ERROR, "A number is in the range that its field allows.")
VALUE_EMPTY = Rule("value-empty", _ERROR, "What must have an entry has one.")
ENTRY_SURPLUS = Rule("entry-surplus", _ERROR, "What may have one entry has no second one.")
ENTRY_DUPLICATE = Rule("entry-duplicate", _ERROR, "A list that is a set names each entry once.")
MEDIA_TYPE_INVALID = Rule(
    "media-type-invalid", _ERROR, "Content is declared for a media type or a range of them."
)
EXPRESSION_INVALID = Rule(
    "expression-invalid", _ERROR, "A runtime expression has one of the forms OpenAPI gives it."
)
PATH_WITH_QUERY = Rule("path-with-query", _ERROR, "A path template holds no query.")
PATH_WITH_FRAGMENT = Rule("path-with-fragment", _WARNING, "A path template holds no fragment.")
URL_RELATIVE = Rule("url-relative", _WARNING, "A URL for people begins with a scheme.")
AUTH_SCHEME_UNKNOWN = Rule(
    "auth-scheme-unknown", _WARNING, "An HTTP authentication scheme is a registered one."
)

RULES = (
    VERSION_UNKNOWN,
    TYPE_MISMATCH,
    FIELD_UNKNOWN,
    FIELD_MISSING,
    FIELD_MISPLACED,
    FIELD_IGNORED,
    FIELD_OF_OTHER_VERSION,
    FIELDS_EXCLUSIVE,
    KEYWORD_UNKNOWN,
    REFERENCE_MISPLACED,
    REFERENCE_SIBLINGS,
    ENUM_MISMATCH,
    PATTERN_MISMATCH,
    FORMAT_MISMATCH,
    NUMBER_RANGE,
    VALUE_EMPTY,
    ENTRY_SURPLUS,
    ENTRY_DUPLICATE,
    MEDIA_TYPE_INVALID,
    EXPRESSION_INVALID,
    PATH_WITH_QUERY,
    PATH_WITH_FRAGMENT,
    URL_RELATIVE,
    AUTH_SCHEME_UNKNOWN,
)
