"""Texts of YAML and JSON as plain values that know where they were written."""

from mockserver.source.document import RULES, Document, load, parse, read_text
from mockserver.source.scalar import reads_differently_in_yaml_1_1

__all__ = ["RULES", "Document", "load", "parse", "read_text", "reads_differently_in_yaml_1_1"]
