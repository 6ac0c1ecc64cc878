"""Words that values are made of: tables only, one set of names and places for each locale."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A city with what belongs to it."""

    city: str
    region: str
    postal_code: str
    country: str
    code: str
    code3: str
    currency: str
    language: str
    time_zone: str
    calling: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Locale:
    """Names of people, streets and firms; ``people`` are (as written, in ASCII)."""

    first: tuple[tuple[str, str], ...]
    last: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    streets: tuple[str, ...]
    address: str
    full_name: str
    companies: tuple[str, ...]


def _same(words: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in words.split())


def _pairs(words: str) -> tuple[tuple[str, str], ...]:
    parts = (word.partition(":") for word in words.split())
    return tuple((written, ascii_ or written) for written, _, ascii_ in parts)


_EN = Locale(
    first=_same(
        "Ada Alice Amara Arthur Ben Carmen Chloe Daniel Elena Emma Felix Grace Hannah Henry Ivy "
        "Jack Jonas Julia Kofi Laura Liam Maya Miguel Nadia Noah Olivia Oscar Priya Rosa Samuel "
        "Sofia Theo Tomas Victor Wendy Yara Zoe"
    ),
    last=_same(
        "Adams Baker Bennett Brooks Carter Chen Clarke Cooper Diaz Edwards Fisher Foster Garcia "
        "Hall Hughes Ito Jensen Kaur Kelly Lopez Martin Mendes Morgan Nguyen Okafor Parker Patel "
        "Reed Rossi Silva Singh Sullivan Taylor Turner Walker Ward Young"
    ),
    places=(
        Place("London", "England", "SW1A 2AA", "United Kingdom", "GB", "GBR", "GBP", "en",
              "Europe/London", "+44", 51.5074, -0.1278),
        Place("New York", "New York", "10001", "United States", "US", "USA", "USD", "en",
              "America/New_York", "+1", 40.7128, -74.006),
        Place("Toronto", "Ontario", "M5H 2N2", "Canada", "CA", "CAN", "CAD", "en",
              "America/Toronto", "+1", 43.6532, -79.3832),
        Place("Sydney", "New South Wales", "2000", "Australia", "AU", "AUS", "AUD", "en",
              "Australia/Sydney", "+61", -33.8688, 151.2093),
        Place("Dublin", "Leinster", "D02 X285", "Ireland", "IE", "IRL", "EUR", "en",
              "Europe/Dublin", "+353", 53.3498, -6.2603),
        Place("Berlin", "Berlin", "10115", "Germany", "DE", "DEU", "EUR", "de",
              "Europe/Berlin", "+49", 52.52, 13.405),
        Place("Lyon", "Auvergne-Rhone-Alpes", "69001", "France", "FR", "FRA", "EUR", "fr",
              "Europe/Paris", "+33", 45.764, 4.8357),
        Place("Nairobi", "Nairobi", "00100", "Kenya", "KE", "KEN", "KES", "en",
              "Africa/Nairobi", "+254", -1.2921, 36.8219),
    ),
    streets=("Mill Lane", "High Street", "Station Road", "Park Avenue", "Church Street",
             "Victoria Road", "Maple Street", "King Street", "Riverside Drive", "Oak Avenue"),
    address="{number} {street}",
    full_name="{first} {last}",
    companies=("Northwind Traders", "Brightwater Ltd", "Harbor Logistics", "Bluebird Labs",
               "Copperfield Foods", "Lakeside Media", "Summit Analytics", "Evergreen Supply",
               "Meridian Health", "Foxglove Studio"),
)  # fmt: skip

_DE = Locale(
    first=_pairs(
        "Anna Ben Clara David Emilia Felix Greta Hannes Ida Jakob Jürgen:Juergen Katrin Lena Lukas "
        "Mia Moritz Nora Oskar Paula Sören:Soeren Tim Ulrike"
    ),
    last=_pairs(
        "Bauer Becker Fischer Hofmann Jäger:Jaeger Klein Koch Krüger:Krueger Lehmann Meyer "
        "Müller:Mueller Neumann Richter Schäfer:Schaefer Schmidt Schneider Vogel Wagner Weber Wolf"
    ),
    places=(
        Place("Berlin", "Berlin", "10115", "Deutschland", "DE", "DEU", "EUR", "de",
              "Europe/Berlin", "+49", 52.52, 13.405),
        Place("Hamburg", "Hamburg", "20095", "Deutschland", "DE", "DEU", "EUR", "de",
              "Europe/Berlin", "+49", 53.5511, 9.9937),
        Place("München", "Bayern", "80331", "Deutschland", "DE", "DEU", "EUR", "de",
              "Europe/Berlin", "+49", 48.1351, 11.582),
        Place("Wien", "Wien", "1010", "Österreich", "AT", "AUT", "EUR", "de",
              "Europe/Vienna", "+43", 48.2082, 16.3738),
        Place("Zürich", "Zürich", "8001", "Schweiz", "CH", "CHE", "CHF", "de",
              "Europe/Zurich", "+41", 47.3769, 8.5417),
    ),
    streets=("Hauptstraße", "Bahnhofstraße", "Gartenweg", "Lindenallee", "Schulstraße",
             "Am Markt", "Bergstraße", "Rosenweg"),
    address="{street} {number}",
    full_name="{first} {last}",
    companies=("Nordlicht GmbH", "Bergmann & Söhne", "Alpenblick AG", "Hanse Logistik GmbH",
               "Rheinwerk Medien", "Grünfeld Bio", "Stadtwerk Digital"),
)  # fmt: skip

_JA = Locale(
    first=_pairs(
        "陽菜:Hina 結衣:Yui 葵:Aoi 美咲:Misaki 花子:Hanako "
        "健太:Kenta 翔:Sho 大輔:Daisuke 蓮:Ren 直樹:Naoki"
    ),
    last=_pairs(
        "佐藤:Sato 鈴木:Suzuki 高橋:Takahashi 田中:Tanaka 伊藤:Ito 渡辺:Watanabe 山本:Yamamoto "
        "中村:Nakamura 小林:Kobayashi 加藤:Kato"
    ),
    places=(
        Place("東京", "東京都", "100-0001", "日本", "JP", "JPN", "JPY", "ja",
              "Asia/Tokyo", "+81", 35.6762, 139.6503),
        Place("大阪", "大阪府", "530-0001", "日本", "JP", "JPN", "JPY", "ja",
              "Asia/Tokyo", "+81", 34.6937, 135.5023),
        Place("札幌", "北海道", "060-0001", "日本", "JP", "JPN", "JPY", "ja",
              "Asia/Tokyo", "+81", 43.0618, 141.3545),
        Place("福岡", "福岡県", "810-0001", "日本", "JP", "JPN", "JPY", "ja",
              "Asia/Tokyo", "+81", 33.5902, 130.4017),
    ),
    streets=("中央通り", "本町", "桜町", "駅前", "緑町"),
    address="{street}{number}",
    full_name="{last} {first}",
    companies=("北斗商事", "青空テック", "みなと物流", "桜井製作所", "富士見ソフト"),
)  # fmt: skip

LOCALES = {"en": _EN, "de": _DE, "ja": _JA}


def locale(tag: str) -> Locale:
    """The names of a language tag such as ``de-CH``; English where there are none."""
    return LOCALES.get(tag.replace("_", "-").partition("-")[0].lower(), _EN)


ADJECTIVES = tuple(
    "amber bright calm clear copper fresh gentle golden green light modern north polar quick "
    "quiet rapid silver simple smart solid spring steady summer warm".split()
)
NOUNS = tuple(
    "anchor basket beacon bottle bridge candle compass garden harbor kettle lamp lantern ledger "
    "meadow notebook orbit parcel pencil planner river saddle signal tablet teapot".split()
)
TAGS = tuple("new featured sale eco popular limited seasonal archived internal beta".split())
COLOURS = tuple("red green blue black white silver yellow orange purple teal".split())
CATEGORIES = tuple("books electronics garden grocery home music outdoor sports toys".split())
STATUSES = tuple("active pending completed archived".split())
ROLES = tuple("admin editor member viewer".split())
JOBS = ("Product Manager", "Software Engineer", "Accountant", "Nurse", "Designer", "Teacher")
DEPARTMENTS = ("Sales", "Engineering", "Finance", "Marketing", "Support", "Operations")
MIME_TYPES = ("application/json", "application/pdf", "image/png", "image/jpeg", "text/plain")
EXTENSIONS = ("pdf", "png", "csv", "txt", "json")
UNITS = ("kg", "cm", "pcs", "l")
SIZES = ("S", "M", "L", "XL")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
VARIANTS = ("standard", "basic", "premium")
PAYMENT_METHODS = ("card", "bank_transfer", "invoice")
CARD_BRANDS = ("visa", "mastercard", "amex")
EVENTS = ("order.created", "order.updated", "customer.created", "payment.completed")
USER_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1",
    "curl/8.9.1",
)
SENTENCES = (
    "Delivered in two working days.",
    "Made to last and easy to repair.",
    "Checked by our team before it leaves.",
    "Works well with everything else in the range.",
    "A quiet favourite of many customers.",
    "Please call before the visit.",
    "The second edition, with a new index.",
    "Kept simple on purpose.",
    "Leave it with the neighbours if nobody is in.",
    "It was updated after the last review.",
    "Small enough for a pocket.",
    "Ready when you are.",
)
TITLES = (
    "Getting started",
    "Weekly summary",
    "A short guide to the garden",
    "Notes from the harbor",
    "Quarterly review",
    "How the lamp was made",
    "Plans for the summer",
)
MESSAGES = (
    "The request was completed.",
    "Your changes were saved.",
    "The order is on its way.",
    "We will get back to you soon.",
)
# Names of things whose name is that of a person, of a firm, of a place.
PEOPLE = frozenset(
    "account agent applicant assignee attendee author buyer cardholder client contact creator "
    "customer driver employee employer guest holder member manager owner passenger patient payer "
    "person profile recipient reporter requester reviewer sender shopper staff student subscriber "
    "teacher traveler user".split()
)
FIRMS = frozenset(
    "bank brand business carrier company employer issuer manufacturer merchant organisation "
    "organization publisher store supplier tenant vendor".split()
)
# Objects of one thing: they speak of the one that holds them.
ASPECTS = frozenset(
    "address attributes billing billing_address contact data details home_address info location "
    "name personal profile shipping shipping_address".split()
)
