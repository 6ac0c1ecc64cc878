"""Recording: a proxy before a real API, and what its traffic leaves behind."""

from mockserver.record.audit import Auditor
from mockserver.record.harvest import Harvest
from mockserver.record.mixed import Mixed, Rules, mixed_from
from mockserver.record.proxy import Proxy
from mockserver.record.shelf import Revision, Shelf, Stocktaking
from mockserver.record.tally import Tally

__all__ = [
    "Auditor",
    "Harvest",
    "Mixed",
    "Proxy",
    "Revision",
    "Rules",
    "Shelf",
    "Stocktaking",
    "Tally",
    "mixed_from",
]
