"""Looking after a running mock: an API of its own, by a document of its own."""

from mockserver.admin.access import Access
from mockserver.admin.admin import PREFIX, Admin
from mockserver.admin.ask import Serving

__all__ = ["PREFIX", "Access", "Admin", "Serving"]
