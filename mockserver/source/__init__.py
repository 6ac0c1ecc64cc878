"""Texts of YAML and JSON as plain values that know where they were written."""

from mockserver.source.document import Document, load, parse
from mockserver.source.read_before import ReadBefore
from mockserver.source.rules import RULES
from mockserver.source.scalar import reads_differently_in_yaml_1_1
from mockserver.source.text_file import read_text

__all__ = [
    "RULES",
    "Document",
    "ReadBefore",
    "load",
    "parse",
    "read_text",
    "reads_differently_in_yaml_1_1",
]
