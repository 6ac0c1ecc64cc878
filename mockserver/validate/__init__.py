"""What is wrong in a document and in its fixtures, each fault at its line."""

from mockserver.validate.document import Checked, check_document
from mockserver.validate.fixtures import check_fixtures
from mockserver.validate.rules import all_rules

__all__ = ["Checked", "all_rules", "check_document", "check_fixtures"]
