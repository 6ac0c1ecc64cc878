"""Documents written otherwise without saying anything else."""

import copy

HOMES = (("components", "schemas"), ("definitions",))
MAPS = ("properties", "patternProperties", "dependentSchemas")
LISTS = ("allOf", "anyOf", "oneOf")
SINGLE = ("items", "additionalProperties", "not")


def home(root):
    for tokens in HOMES:
        found = root
        for token in tokens:
            found = found.get(token) if isinstance(found, dict) else None
        if isinstance(found, dict):
            return found, "#/" + "/".join(tokens) + "/"
    return {}, "#/nowhere/"


DATA = ("example", "default", "value", "enum", "const")
MAPS_OF_NAMES = ("responses", "properties", "schemas", "definitions", "parameters", "variables")


def everywhere(value, change, key=""):
    """A copy in which each object was changed, from the inside out; data is left alone."""
    if isinstance(value, list):
        return [everywhere(each, change) for each in value]
    if not isinstance(value, dict):
        return value
    is_data = () if key in MAPS_OF_NAMES else DATA
    return change(
        {
            name: copy.deepcopy(each) if name in is_data else everywhere(each, change, name)
            for name, each in value.items()
        }
    )


def schemas(root, change):  # noqa: C901  a walk by kinds of keywords
    """A copy in which each schema was changed, from the inside out."""

    def of(schema):
        if not isinstance(schema, dict):
            return schema
        made = dict(schema)
        for key in MAPS:
            if isinstance(made.get(key), dict):
                made[key] = {name: of(each) for name, each in made[key].items()}
        for key in LISTS:
            if isinstance(made.get(key), list):
                made[key] = [of(each) for each in made[key]]
        for key in SINGLE:
            if isinstance(made.get(key), dict):
                made[key] = of(made[key])
        return change(made)

    def holding(value):
        if isinstance(value.get("schema"), dict):
            return {**value, "schema": of(value["schema"])}
        return value

    made = everywhere(root, holding)
    found, _ = home(made)
    found.update({name: of(each) for name, each in found.items()})
    return made


def renamed(root):
    """Each schema of the components has another name."""
    _, prefix = home(root)

    def change(value):
        target = value.get("$ref")
        if isinstance(target, str) and target.startswith(prefix):
            name, slash, rest = target.removeprefix(prefix).partition("/")
            return {**value, "$ref": f"{prefix}{name}Renamed{slash}{rest}"}
        return value

    made = everywhere(root, change)
    found, _ = home(made)
    named = {f"{name}Renamed": each for name, each in found.items()}
    found.clear()
    found.update(named)
    return made


def tagged(root):
    """Whether variants are told apart by the names of components: then those are part of it."""
    return "discriminator" in str(root)


def inlined(root):
    """References to schemas that refer to nothing themselves are written out."""
    found, prefix = home(root)
    leaves = {prefix + name: each for name, each in found.items() if "$ref" not in str(each)}

    def change(value):
        target = value.get("$ref")
        if isinstance(target, str) and target in leaves and len(value) == 1:
            return copy.deepcopy(leaves[target])
        return value

    return everywhere(root, change)


def wrapped(root):
    """Each reference to a schema stands in an allOf of one."""
    _, prefix = home(root)

    def change(value):
        target = value.get("$ref")
        if isinstance(target, str) and target.startswith(prefix) and len(value) == 1:
            return {"allOf": [value]}
        return value

    return schemas(root, change)


def reordered(root):
    """Objects, and lists that are sets, are written from the end."""

    def change(value):
        made = dict(reversed(value.items()))
        for key in ("required", "enum", "tags", "oneOf", "anyOf", "allOf", "parameters"):
            if isinstance(made.get(key), list):
                made[key] = made[key][::-1]
        return made

    return everywhere(root, change)


def silent(root):
    """Without words for people."""

    def change(value):
        words = ("description", "summary", "title", "example", "externalDocs")
        return {k: v for k, v in value.items() if k not in words or not isinstance(v, str)}

    return everywhere(root, change)


def as_3_1(root):  # noqa: C901  each keyword has its own spelling
    """OpenAPI 3.0 in the words of 3.1."""

    def change(schema):
        if "$ref" in schema:
            return {"$ref": schema["$ref"]}
        made = dict(schema)
        for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if isinstance(made.get(flag), bool) and made.pop(flag) and bound in made:
                made[flag] = made.pop(bound)
        if "example" in made:
            made["examples"] = [made.pop("example")]
        if made.pop("nullable", None) is True:
            if isinstance(made.get("type"), str) and not set(made) & {
                "allOf",
                "anyOf",
                "oneOf",
                "not",
            }:
                made["type"] = [made["type"], "null"]
            elif set(made) & {"allOf", "anyOf", "oneOf", "not"}:
                made = {"anyOf": [made, {"type": "null"}]}
        return made

    return {**schemas(root, change), "openapi": "3.1.0"}
