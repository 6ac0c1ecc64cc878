"""What the names of parameters and members say of their role when things are listed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Role(Enum):
    """What a query parameter is for."""

    PAGE = "page"
    LIMIT = "limit"
    OFFSET = "offset"
    AFTER = "after"
    BEFORE = "before"
    SORT = "sort"
    DIRECTION = "direction"
    SEARCH = "search"


class Tells(Enum):
    """What a member of the answer, or a header, tells about the list."""

    TOTAL = "total"
    COUNT = "count"
    PAGE = "page"
    PAGES = "pages"
    LIMIT = "limit"
    OFFSET = "offset"
    HAS_MORE = "has more"
    HAS_PREVIOUS = "has previous"
    IS_FIRST = "is first"
    IS_LAST = "is last"
    IS_EMPTY = "is empty"
    NEXT = "next"
    PREVIOUS = "previous"
    FIRST = "first"
    LAST = "last"
    SELF = "self"


def _table(**named: str) -> Mapping[str, str]:
    return {name: role for role, names in named.items() for name in names.split()}


_PARAMETERS = _table(
    PAGE="page pagenumber pageno pagenum pageindex currentpage p pg",
    LIMIT="limit perpage pagesize pagelimit size count maxresults maxitems maxcount take top rows "
    "num resultsperpage itemsperpage recordsperpage batchsize max first pagecount maxrecords "
    "limitcount numresults resultslimit n",
    OFFSET="offset skip start startindex startat from firstresult pageoffset startposition",
    AFTER="cursor after startingafter pagetoken nextpagetoken marker nexttoken nextcursor "
    "continuationtoken continuation pageafter pagecursor aftercursor startingtoken sinceid "
    "afterid scrollid bookmark exclusivestartkey startafter nextmarker pagemarker startkey",
    BEFORE="before endingbefore pagebefore beforecursor maxid beforeid endbefore",
    SORT="sort sortby orderby ordering sortfield sortkey sorts sorting orderfield sortcolumn",
    DIRECTION="direction sortorder sortdir sortdirection dir orderdir orderdirection order "
    "sortbyorder ascending descending asc desc reverse",
    SEARCH="q query search searchterm keyword keywords term text s searchquery filterterm "
    "searchtext fulltext",
)
PARAMETERS: Mapping[str, Role] = {name: Role[role] for name, role in _PARAMETERS.items()}

WEAK = frozenset("size count max first rows num n p s top take start from order text term".split())
"""Names that mean a field of the record as well, where it has one of that name."""

_MEMBERS: Mapping[Tells, str] = {
    Tells.TOTAL: "total totalcount totalitems totalresults totalrecords totalelements totalsize "
    "totalentries totalrows counttotal fullcount totalhits itemstotal totalnumber totalnum "
    "recordcount recordstotal numfound resultcount totalobjects totalresultcount",
    Tells.COUNT: "count numberofelements itemscount returned itemcount "
    "currentitemcount pageitems resultsize length",
    Tells.PAGE: "page pagenumber currentpage pageno pagenum pageindex number current",
    Tells.PAGES: "pages totalpages pagecount lastpage numpages totalpagecount pagetotal pagestotal",
    Tells.LIMIT: "limit perpage pagesize size itemsperpage maxresults pagelimit resultsperpage",
    Tells.OFFSET: "offset skip start startindex from startat",
    Tells.HAS_MORE: "hasmore hasnext hasnextpage more ismore hasmoreitems hasmorepages moreitems "
    "hasmoreresults truncated istruncated",
    Tells.HAS_PREVIOUS: "hasprevious hasprev haspreviouspage hasprevpage hasless",
    Tells.IS_LAST: "islast islastpage last",
    Tells.IS_FIRST: "isfirst isfirstpage first",
    Tells.IS_EMPTY: "isempty empty",
    Tells.NEXT: "next nextpage nexturl nextpageurl nexturi nextcursor nextpagetoken nextmarker "
    "nexttoken nextlink nextpageuri nexthref after endcursor nextoffset continuationtoken "
    "odatanextlink "
    "cursor nextpagelink continuation nextpagecursor aftercursor nextid lastid",
    Tells.PREVIOUS: "previous prev previouspage prevpage previousurl prevurl previouspageurl "
    "prevpageurl previousuri previouscursor prevcursor previouslink prevlink before startcursor "
    "prevmarker "
    "previouspageuri previouspagetoken prevpagetoken previoustoken beforecursor firstid",
    Tells.FIRST: "first firstpageurl firstpageuri firstlink firsturl firsturi firstpage",
    Tells.LAST: "last lastpageurl lastpageuri lastlink lasturl lasturi lastpage",
    Tells.SELF: "self selflink selfurl currenturl",
}


def member_roles(name: str) -> tuple[Tells, ...]:
    """What a plain name may tell, the likeliest first; its type decides which."""
    return _BY_MEMBER.get(name, ())


_BY_MEMBER: dict[str, tuple[Tells, ...]] = {}
for _role, _names in _MEMBERS.items():
    for _name in _names.split():
        _BY_MEMBER[_name] = (*_BY_MEMBER.get(_name, ()), _role)
