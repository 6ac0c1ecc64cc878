"""What the name of a property says about its value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from mockserver.generation import vocabulary as words
from mockserver.generation.scene import Scene

T = TypeVar("T")
Maker = Callable[[Scene], Any]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LATER = 5


@lru_cache(maxsize=4096)
def split(name: str) -> tuple[str, ...]:
    """The words of a name, however they are joined: createdAt, created_at, Created-At."""
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=4096)
def singular(name: str) -> str:
    """The name of one of many."""
    for plural, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("s", "")):
        if name.endswith(plural) and not name.endswith(("ss", "us", "is")):
            return name[: -len(plural)] + one
    return name


def texts(name: str, scene: Scene) -> Iterator[str]:
    """Strings that the name suggests, the likeliest first."""
    maker = _found(name, _TEXTS)
    if maker is not None:
        made = maker(scene)
        yield from made if isinstance(made, tuple) else (str(made),)
    if split(name)[-1:] == ("at",):
        yield scene.moment(stage(name) or 0).strftime("%Y-%m-%dT%H:%M:%SZ")


def numbers(name: str, scene: Scene, *, whole: bool) -> Iterator[Any]:
    """Numbers that the name suggests."""
    maker = _found(name, _WHOLE if whole else _REAL) or _found(name, _WHOLE)
    if maker is not None:
        yield maker(scene)
    if whole and split(name)[-1:] == ("at",):
        yield int(scene.moment(stage(name) or 0).timestamp())


def truth(name: str, scene: Scene) -> bool:
    """What is usual is so; where the name does not say, chance decides."""
    parts = frozenset(split(name))
    if parts & _USUAL or parts & _UNUSUAL:
        return not parts & _UNUSUAL
    return bool(scene.random.randrange(2))


def is_end(name: str) -> bool:
    """Whether it says when, why or by whom a thing came to its end: of most it says nothing."""
    *before, last = split(name) or ("",)
    return last in _TOLD_OF_ENDS and not _ENDS.isdisjoint(before)


def stage(name: str) -> int | None:
    """When in the life of a thing a moment of that name is; None where it does not say."""
    parts = split(name)
    return next((_STAGES[part] for part in parts if part in _STAGES), None)


def is_aspect(name: str) -> bool:
    """Whether an object of that name speaks of the one that holds it."""
    return "_".join(split(name)) in words.ASPECTS


def _found(name: str, table: Mapping[str, T]) -> T | None:
    """By the whole name, else by as many of its last words as are known."""
    parts = split(name)
    for start in range(len(parts)):
        key = "_".join(parts[start:])
        for spelled in (key, singular(key)):
            if spelled in table:
                return table[spelled]
    return None


def _moment(name: str) -> Maker:
    return lambda scene: scene.moment(_STAGES[name]).strftime("%Y-%m-%dT%H:%M:%SZ")


def _unix(name: str) -> Maker:
    return lambda scene: int(scene.moment(_STAGES[name]).timestamp())


def _from(choices: tuple[Any, ...]) -> Maker:
    return lambda scene: scene.one(choices)


def _number(low: int, high: int) -> Maker:
    return lambda scene: scene.random.randrange(low, high + 1)


def _price(scene: Scene) -> float:
    return (scene.random.randrange(3, 250) * 100 + scene.one((0, 49, 50, 90, 95, 99))) / 100


def _minor(scene: Scene) -> int:
    return scene.random.randrange(3, 250) * 100 + scene.one((0, 49, 50, 90, 95, 99))


def _opaque(length: int) -> Maker:
    return lambda scene: "".join(scene.one(_LETTERS) for _ in range(length))


def _hex(length: int) -> Maker:
    return lambda scene: f"{scene.random.getrandbits(4 * length):0{length}x}"


def _digits(length: int) -> Maker:
    return lambda scene: f"{scene.random.randrange(10 ** (length - 1), 10**length)}"


def _name(scene: Scene) -> str:
    """The name of a person, a firm or a thing, as its object's name and neighbours tell."""
    subject = split(scene.subject)[-1:]
    if scene.names & _PERSONAL or (subject and singular(subject[0]) in words.PEOPLE):
        return scene.full_name
    if subject and singular(subject[0]) in words.FIRMS:
        return scene.company
    return scene.thing.title()


def uuid(scene: Scene) -> str:
    """A random one (RFC 9562 §5.4)."""
    bits = scene.random.getrandbits(128)
    bits = bits & ~(0xF << 76) | 4 << 76
    text = f"{bits & ~(3 << 62) | 2 << 62:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _url(path: str) -> Maker:
    return lambda scene: f"https://{scene.domain}/" + path.format(slug=slug(scene))


def slug(scene: Scene) -> str:
    """A name as a part of an address."""
    return scene.thing.replace(" ", "-")


def _status(scene: Scene) -> int:
    """Where a problem is told, it is one (RFC 9457 §3.1)."""
    return scene.one((400, 404, 409, 422) if scene.names & {"detail", "error"} else (200, 201))


def _phone(scene: Scene) -> tuple[str, ...]:
    number = f"{scene.random.randrange(200000000, 999999999)}"
    return f"{scene.place.calling}{number}", f"0{number}", f"0{number[:3]}-{number[3:]}"


def _file(scene: Scene) -> str:
    return f"{slug(scene)}.{scene.one(words.EXTENSIONS)}"


def _version(scene: Scene) -> str:
    return ".".join(str(scene.random.randrange(limit)) for limit in (4, 10, 10))


def _tagged(*pairs: tuple[str, Maker]) -> dict[str, Maker]:
    """A table in which one row has many names."""
    return {"_".join(split(name)): maker for names, maker in pairs for name in names.split()}


_STAGES = {
    **dict.fromkeys("created registered joined opened inserted added signup requested".split(), 0),
    **dict.fromkeys(
        "started start starts begin begins issued from since submitted ordered placed published "
        "in checkin pickup opens".split(),
        1,
    ),
    **dict.fromkeys("updated modified changed edited processed confirmed approved".split(), 2),
    **dict.fromkeys("last seen activity login used paid shipped sent".split(), 3),
    **dict.fromkeys(
        "closed completed finished ended end ends delivered resolved to out checkout dropoff "
        "returned closes".split(),
        4,
    ),
    **dict.fromkeys("deleted archived cancelled canceled removed due until".split(), _LATER),
    **dict.fromkeys("expires expiry expiration expired renewal next".split(), _LATER + 1),
}
_USUAL = frozenset("active available enabled ok public success valid verified visible".split())
_UNUSUAL = frozenset(
    "archived blocked deleted deprecated disabled error expired failed hidden inactive invalid "
    "livemode locked removed suspended test".split()
)
_ENDS = frozenset(
    "archived banned blocked canceled cancelled deactivated deleted deprecated disabled discarded "
    "locked removed revoked suspended trashed".split()
)
_TOLD_OF_ENDS = frozenset("at by date on reason time".split())
_PERSONAL = frozenset(
    "email first_name firstName last_name lastName surname given_name family_name phone "
    "birthday birth_date birthDate date_of_birth dateOfBirth username login".split()
)
_TEXTS: dict[str, Maker] = _tagged(
    ("first_name firstname given_name forename fname", lambda s: s.first[0]),
    ("last_name lastname surname family_name lname", lambda s: s.last[0]),
    (("full_name display_name contact_name holder_name customer_name user_name_full "
     "author owner assignee recipient_name cardholder_name"), lambda s: s.full_name),
    ("name label", _name),
    (("company company_name organization organisation employer firm legal_name business_name "
     "manufacturer publisher vendor supplier merchant_name brand"), lambda s: s.company),
    ("email mail email_address e_mail", lambda s: f"{s.login}@{s.domain}"),
    ("username user_name login nickname nick handle screen_name", lambda s: s.login),
    ("phone phone_number telephone mobile cell fax tel msisdn", _phone),
    ("street street_address address address_line address_line_1 line1 line_1 address1 street1",
     lambda s: s.street),
    ("line2 line_2 address2 address_line_2 street2",
     lambda s: f"Floor {s.random.randrange(1, 9)}"),
    ("house_number building_number", lambda s: str(s.random.randrange(1, 120))),
    ("city town locality", lambda s: s.place.city),
    ("state province region county", lambda s: s.place.region),
    ("postal_code postcode zip zip_code zipcode postal plz", lambda s: s.place.postal_code),
    ("country country_code country_iso", lambda s: (s.place.code, s.place.code3, s.place.country)),
    ("country_name", lambda s: (s.place.country, s.place.code)),
    ("location place", lambda s: f"{s.place.city}, {s.place.country}"),
    ("currency currency_code", lambda s: s.place.currency),
    ("language lang language_code", lambda s: (s.place.language, s.place.language.upper())),
    ("locale", lambda s: f"{s.place.language}-{s.place.code}"),
    ("timezone time_zone tz", lambda s: s.place.time_zone),
    ("price amount total subtotal cost fee balance tax discount value_amount",
     lambda s: f"{_price(s):.2f}"),
    ("title subject headline heading", _from(words.TITLES)),
    (("description summary text note comment content body details bio about caption "
     "abstract reason remark"), _from(words.SENTENCES)),
    ("message detail", _from(words.MESSAGES)),
    ("url uri link href website homepage web_site site", _url("{slug}")),
    ("html_url web_url permalink", _url("{slug}")),
    (("image_url image avatar avatar_url picture photo thumbnail logo icon photo_url logo_url "
     "icon_url"), _url("images/{slug}.png")),
    ("callback_url webhook_url redirect_uri redirect_url return_url", _url("hooks/{slug}")),
    ("domain", lambda s: s.domain),
    ("host hostname", lambda s: f"{s.one(words.NOUNS)}.{s.domain}"),
    ("ip ip_address ipv4 remote_addr client_ip",
     lambda s: f"192.0.2.{s.random.randrange(1, 255)}"),
    ("slug permalink_slug", slug),
    ("tag keyword", _from(words.TAGS)),
    ("colour color", _from(words.COLOURS)),
    ("category genre", _from(words.CATEGORIES)),
    ("status state_name phase", _from(words.STATUSES)),
    ("role permission", _from(words.ROLES)),
    ("job job_title occupation profession position_title", _from(words.JOBS)),
    ("department team", _from(words.DEPARTMENTS)),
    ("mime_type content_type media_type mimetype", _from(words.MIME_TYPES)),
    ("extension file_extension", _from(words.EXTENSIONS)),
    ("filename file_name file", _file),
    ("path filepath file_path", lambda s: f"/files/{_file(s)}"),
    ("user_agent useragent", _from(words.USER_AGENTS)),
    ("event event_type topic", _from(words.EVENTS)),
    ("type kind variant", _from(words.VARIANTS)),
    ("payment_method", _from(words.PAYMENT_METHODS)),
    ("unit uom", _from(words.UNITS)),
    ("method http_method verb", _from(words.METHODS)),
    ("version api_version app_version", _version),
    ("branch ref", lambda s: f"feature/{slug(s)}"),
    ("sha commit commit_sha sha1 checksum etag", _hex(40)),
    ("sha256 hash digest fingerprint", _hex(64)),
    ("md5", _hex(32)),
    ("sku product_code article_number item_number",
     lambda s: f"{s.one(words.NOUNS)[:3].upper()}-{s.random.randrange(1000, 9999)}"),
    ("isbn ean gtin barcode", _digits(13)),
    ("iban", lambda s: f"DE{s.random.randrange(10, 99)}{s.random.randrange(10**17, 10**18)}"),
    ("bic swift", _from(("DEUTDEFF", "BNPAFRPP", "BARCGB22"))),
    ("last4 last_4 last_four", lambda s: f"{s.random.randrange(10000):04}"),
    ("card_brand payment_network", _from(words.CARD_BRANDS)),
    ("token access_token refresh_token session_id secret client_secret signature nonce",
     _opaque(32)),
    ("api_key", _opaque(24)),
    ("password passphrase", lambda s: f"{s.thing.title().replace(' ', '-')}-"
     f"{s.random.randrange(10, 99)}!"),
    ("id identifier", _opaque(12)),
    ("uuid guid request_id correlation_id trace_id",
     uuid),
    ("code reference number invoice_number order_number account_number serial serial_number",
     lambda s: f"{s.one(words.NOUNS)[:2].upper()}{s.random.randrange(100000, 999999)}"),
    ("cursor next_cursor page_token next_page_token", _opaque(16)),
    ("gender sex", _from(("female", "male", "other"))),
    ("birthday birth_date birthdate date_of_birth dob",
     lambda s: s.birthday.strftime("%Y-%m-%d")),
    ("created_at created create_time creation_date date_created created_on", _moment("created")),
    (("updated_at updated modified modified_at last_modified update_time date_updated "
     "updated_on changed_at"), _moment("updated")),
    ("timestamp datetime date_time occurred_at time", _moment("updated")),
    ("expires_at expires expiry_date valid_until expiration_date", _moment("expires")),
    ("size", _from(words.SIZES)),
)  # fmt: skip
_REAL: dict[str, Maker] = _tagged(
    ("price amount total subtotal cost fee balance tax discount", _price),
    ("lat latitude", lambda s: s.place.latitude),
    ("lon lng long longitude", lambda s: s.place.longitude),
    ("rating score stars", lambda s: s.random.randrange(20, 50) / 10),
    ("percent percentage rate share", lambda s: s.random.randrange(0, 1000) / 10),
    ("probability confidence ratio", lambda s: s.random.randrange(50, 100) / 100),
    ("weight height width length depth distance", lambda s: s.random.randrange(5, 500) / 10),
    ("temperature", lambda s: s.random.randrange(-50, 300) / 10),
)
_WHOLE: dict[str, Maker] = _tagged(
    ("price amount subtotal cost fee balance tax discount", _minor),
    ("quantity qty", _number(1, 12)),
    ("count total total_count number_of total_items total_results", _number(1, 120)),
    ("stock inventory stock_level", _number(0, 400)),
    ("age", _number(18, 80)),
    ("year", _number(2015, 2024)),
    ("month", _number(1, 12)),
    ("day", _number(1, 28)),
    ("hour", _number(0, 23)),
    ("minute second", _number(0, 59)),
    ("page page_number current_page", _number(1, 1)),
    ("page_size per_page limit", _from((10, 20, 50))),
    ("offset skip", _number(0, 0)),
    ("total_pages pages page_count last_page", _number(1, 9)),
    ("rating stars", _number(1, 5)),
    ("score points", _number(1, 100)),
    ("percent percentage progress", _number(0, 100)),
    ("position index order rank priority sequence", _number(1, 10)),
    ("port", _from((80, 443, 8080))),
    ("status status_code http_status", _status),
    ("size file_size bytes content_length", _number(1024, 500000)),
    ("width", _from((640, 1280, 1920))),
    ("height", _from((360, 720, 1080))),
    ("duration seconds ttl timeout interval expires_in", _from((30, 60, 300, 3600))),
    ("retry", _from((3000, 5000))),
    ("version revision", _number(1, 12)),
    ("id number", _number(1000, 99999)),
    ("created created_at create_time", _unix("created")),
    ("updated updated_at modified timestamp", _unix("updated")),
    ("expires expires_at expiry", _unix("expires")),
)
