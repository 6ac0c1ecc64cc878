"""The rules that hold for every text, whatever it describes."""

from mockserver.finding import Rule, Severity

RULES = (
    Rule("file-unreadable", Severity.ERROR, "A file is there, may be read, and is text."),
    Rule("file-empty", Severity.ERROR, "A file holds something."),
    Rule("character-invalid", Severity.ERROR, "A text holds only characters that others can read."),
    Rule("json-syntax", Severity.ERROR, "A JSON text follows RFC 8259."),
    Rule("yaml-syntax", Severity.ERROR, "A YAML text follows YAML 1.2."),
    Rule("yaml-tab", Severity.ERROR, "YAML is indented with spaces, never with tabs."),
    Rule("yaml-duplicate-key", Severity.ERROR, "A mapping has no key twice."),
    Rule("json-duplicate-key", Severity.ERROR, "An object has no name twice."),
    Rule("yaml-second-document", Severity.ERROR, "A file holds one document."),
    Rule("yaml-tag", Severity.ERROR, "A tag is one of JSON's types, and its value is of it."),
    Rule("yaml-alias-undefined", Severity.ERROR, "An alias names an anchor that stands before it."),
    Rule("yaml-alias-cycle", Severity.ERROR, "No value holds an alias of itself."),
    Rule("yaml-alias-bomb", Severity.ERROR, "Aliases do not multiply a document beyond measure."),
    Rule("yaml-merge", Severity.ERROR, "A merge key '<<' takes a mapping or a list of mappings."),
    Rule("yaml-key-complex", Severity.ERROR, "A key is text, no mapping and no list."),
    Rule("yaml-key-not-string", Severity.WARNING, "A key that looks like another type is quoted."),
    Rule("number-not-finite", Severity.ERROR, "A number is one that JSON can write."),
    Rule("nesting-too-deep", Severity.ERROR, "Values are not nested deeper than programs can go."),
)
(
    UNREADABLE,
    EMPTY,
    CHARACTER,
    JSON_SYNTAX,
    YAML_SYNTAX,
    TAB,
    YAML_DUPLICATE,
    JSON_DUPLICATE,
    SECOND_DOCUMENT,
    TAG,
    UNDEFINED_ALIAS,
    CYCLE,
    BOMB,
    MERGE,
    COMPLEX_KEY,
    KEY_NOT_STRING,
    NOT_FINITE,
    TOO_DEEP,
) = RULES
