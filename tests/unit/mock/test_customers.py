"""The Customers API from its document and its fixtures, as its reference pages promise it."""

import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
DOCUMENT = PROJECT / "openapi.yaml"
PAGE = PROJECT / ".." / "shared" / "api" / "retrieve-customer.md"
CUSTOMERS = "/api/v1/customers"
BRIGHTON = f"{CUSTOMERS}/cus_01h3vjs3b16yc3f9q8q9pfrb80"
GRACE = f"{CUSTOMERS}/cus_01j7qp0hsgm9s346q3d25vt4f5"
SHOWN = {
    "id": "cus_01h3vjs3b16yc3f9q8q9pfrb80",
    "name": "Brighton Mboya",
    "email": "brighton@jani.com",
    "phone": "+2557881234567",
    "address": {"city": "Dar es Salaam", "country": "TZ"},
    "payment_method": "card_01h3vjs3b16yc3f9q8q9pfrb79",
    "created_at": "2024-09-01T15:00:00.000Z",
    "updated_at": "2024-09-01T15:00:00.000Z",
    "status": "active",
    "custom_data": {"loyalty_program": "silver"},
}
NEEMA = {"name": "Neema Mollel", "email": "neema.mollel@example.com"}
PROBLEM = "application/problem+json"
ULID = re.compile(r"cus_[0-7][0-9a-hjkmnp-tv-z]{25}")


@pytest.fixture
def ask(client_of):
    return client_of(DOCUMENT, PROJECT / "fixtures", seed=7)


def line(words, after=""):
    """The line of the document on which some words first stand after others."""
    text = DOCUMENT.read_text(encoding="utf-8")
    place = text.index(words, text.index(after))
    return text.count("\n", 0, place) + 1


def told(answer):
    """Place, keyword and line of each violation of a refusal."""
    return [
        (each["location"], each["code"], int(each["document"].rsplit(":", 2)[1]))
        for each in answer.json["validation"]
    ]


class TestRetrieve:
    def test_the_customer_of_the_reference_page_is_answered_as_the_page_prints_it(self, ask):
        answer = ask("GET", BRIGHTON)
        assert (answer.status, answer.type) == (200, "application/json")
        assert answer.body == json.dumps(SHOWN, separators=(",", ":")).encode()

    def test_the_page_itself_agrees_but_for_the_country_that_its_prose_forbids(self, ask):
        if not PAGE.is_file():
            pytest.skip("the reference page is not beside this checkout")
        printed = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
        expected = json.loads(printed[1])
        expected["address"]["country"] = "TZ"
        assert list(ask("GET", BRIGHTON).json.items()) == list(expected.items())

    @pytest.mark.parametrize("sent", ["*/*", "application/json", "application/*;q=0.1", None])
    def test_json_is_what_every_client_gets_that_takes_it(self, ask, sent):
        assert ask("GET", BRIGHTON, Accept=sent).json == SHOWN

    @pytest.mark.parametrize(
        ("sent", "key"),
        [
            ("cus_unknown", "cus_unknown"),
            ("cus_01h3vjs3b16yc3f9q8q9pfrb81", "cus_01h3vjs3b16yc3f9q8q9pfrb81"),
            ("CUS_01H3VJS3B16YC3F9Q8Q9PFRB80", "CUS_01H3VJS3B16YC3F9Q8Q9PFRB80"),
            ("7", "7"),
            ("a%2Fb%20c", "a/b c"),
            ("%D9%81", "ف"),
            ("..", ".."),
            ("null", "null"),
            ("x" * 3000, "x" * 3000),
        ],
    )
    def test_an_unknown_id_of_any_form_is_not_found_and_says_what_was_searched(
        self, ask, sent, key
    ):
        answer = ask("GET", f"{CUSTOMERS}/{sent}")
        assert (answer.status, answer.type) == (404, PROBLEM)
        problem = answer.json
        searched = str(PROJECT / "fixtures" / "customers.yaml")
        assert problem["detail"] == (
            f"No record of {CUSTOMERS} has the id '{key}'; "
            f"searched those of {searched} and those made since the start."
        )
        assert (problem["status"], problem["title"]) == (404, "Not Found")
        assert (problem["key"], problem["searched"]) == (key, searched)

    def test_an_answer_of_a_record_breaks_no_promise(self, ask):
        ask("GET", BRIGHTON)
        [exchange] = ask.mock.journal.exchanges()
        assert exchange.operation == "GET /api/v1/customers/{customer_id}"
        assert (exchange.source, exchange.violations) == ("record", ())


class TestList:
    def test_all_customers_come_as_an_array_in_the_order_of_the_fixtures(self, ask):
        answer = ask("GET", CUSTOMERS)
        assert (answer.status, answer.type, len(answer.json)) == (200, "application/json", 12)
        assert answer.json[0] == SHOWN
        assert [each["id"] for each in answer.json[:2]] == [BRIGHTON[-30:], GRACE[-30:]]

    def test_every_customer_of_the_list_can_be_retrieved(self, ask):
        for each in ask("GET", CUSTOMERS).json:
            assert ask("GET", f"{CUSTOMERS}/{each['id']}").json == each

    def test_no_customer_of_the_fixtures_breaks_the_contract(self, ask):
        ask("GET", CUSTOMERS)
        assert ask.mock.journal.exchanges()[-1].violations == ()

    def test_a_created_customer_is_listed_last(self, ask):
        made = ask("POST", CUSTOMERS, NEEMA).json
        listed = ask("GET", CUSTOMERS).json
        assert (len(listed), listed[-1]) == (13, made)

    def test_a_query_that_no_page_names_is_passed_over(self, ask):
        assert len(ask("GET", f"{CUSTOMERS}?limit=1&status=active").json) == 12


class TestCreate:
    def test_what_is_left_out_has_its_default_or_null(self, ask):
        answer = ask("POST", CUSTOMERS, NEEMA)
        assert (answer.status, answer.type) == (201, "application/json")
        made = answer.json
        assert ULID.fullmatch(made["id"])
        assert made == {
            "id": made["id"],
            **NEEMA,
            "phone": None,
            "address": None,
            "payment_method": None,
            "created_at": "2024-12-14T09:30:00.000Z",
            "updated_at": "2024-12-14T09:30:00.000Z",
            "status": "active",
            "custom_data": None,
        }
        assert list(made) == list(SHOWN)

    def test_what_is_sent_is_kept(self, ask):
        sent = {key: SHOWN[key] for key in SHOWN if key not in ("id", "created_at", "updated_at")}
        sent |= {"email": "other@example.com", "status": "suspended"}
        made = ask("POST", CUSTOMERS, sent).json
        assert {key: made[key] for key in sent} == sent

    def test_an_address_may_have_more_than_the_page_lists(self, ask):
        address = {"line1": "14 Sokoine Road", "state": "Arusha", "postal_code": "23101"}
        assert ask("POST", CUSTOMERS, {**NEEMA, "address": address}).json["address"] == address

    def test_its_location_leads_to_it(self, ask):
        answer = ask("POST", CUSTOMERS, NEEMA)
        location = answer.headers.get("Location")
        assert location == f"{CUSTOMERS}/{answer.json['id']}"
        assert ask("GET", location).json == answer.json

    @pytest.mark.parametrize("name", ["id", "created_at", "updated_at"])
    @pytest.mark.parametrize("value", ["cus_mine", "1999-01-01T00:00:00Z", None, 3])
    def test_what_the_server_makes_cannot_be_set(self, ask, name, value):
        answer = ask("POST", CUSTOMERS, {**NEEMA, name: value})
        assert answer.status == 201
        assert answer.json[name] != value

    def test_a_field_that_no_page_lists_is_not_kept(self, ask):
        answer = ask("POST", CUSTOMERS, {**NEEMA, "vip": True, "__class__": 1, "": 2})
        assert set(answer.json) == set(SHOWN)
        assert set(ask("GET", answer.headers.get("Location")).json) == set(SHOWN)

    def test_all_that_is_wrong_is_told_with_its_place_and_the_line_of_the_document(self, ask):
        sent = {
            "nam": "Neema",
            "email": "neema",
            "phone": 255,
            "address": {"city": 7, "country": "Tanzania"},
            "status": "actve",
            "custom_data": [],
        }
        answer = ask("POST", CUSTOMERS, sent)
        assert (answer.status, answer.type) == (400, PROBLEM)
        assert sorted(told(answer)) == sorted(
            [
                (["body"], "required", line("required: [name, email]")),
                (["body", "email"], "format", line("format: email")),
                (["body", "phone"], "type", line("type: [string", "\n    Phone:")),
                (["body", "address", "city"], "type", line("type: string", "city:\n          ty")),
                (["body", "address", "country"], "pattern", line("pattern: ^[A-Z]{2}$")),
                (["body", "status"], "enum", line("enum: [active")),
                (["body", "custom_data"], "type", line("type: [object", "\n    CustomData:")),
            ]
        )

    def test_the_sentences_say_what_would_be_right(self, ask):
        sent = {"nam": "Neema", "email": "n@x.co", "address": {"country": "Tanzania"}}
        problem = ask("POST", CUSTOMERS, {**sent, "status": "actve"}).json
        assert problem["title"] == "Invalid request"
        for sentence in (
            "body: 'name' is required and missing; did you mean it by 'nam'?",
            'body /address/country: "Tanzania" does not match the pattern ^[A-Z]{2}$',
            'body /status: "actve" is none of the allowed values "active", "inactive", "suspended"',
        ):
            assert sentence in problem["detail"]

    def test_a_refused_customer_is_not_stored(self, ask):
        ask("POST", CUSTOMERS, {"name": "Neema"})
        ask("POST", CUSTOMERS, {**NEEMA, "status": "gone"})
        assert len(ask("GET", CUSTOMERS).json) == 12

    @pytest.mark.parametrize("body", [[], [NEEMA], "Neema", 3, True, None])
    def test_a_body_that_is_no_object_is_refused(self, ask, body):
        answer = ask("POST", CUSTOMERS, json.dumps(body).encode())
        assert answer.status == 400
        assert told(answer) == [(["body"], "type", line("type: object", "\n    CustomerCreate:"))]

    def test_an_empty_body_is_refused(self, ask):
        answer = ask("POST", CUSTOMERS, b"")
        assert (answer.status, answer.json["detail"]) == (400, "body: a body is required.")

    def test_an_email_that_is_used_is_a_conflict_that_names_its_customer(self, ask):
        answer = ask("POST", CUSTOMERS, {**NEEMA, "email": SHOWN["email"]})
        assert (answer.status, answer.type) == (409, PROBLEM)
        assert answer.json["detail"] == (
            f"'email' is unique in {CUSTOMERS}, "
            f"and 'brighton@jani.com' is that of id '{SHOWN['id']}'."
        )
        assert len(ask("GET", CUSTOMERS).json) == 12

    def test_two_customers_have_different_ids_and_moments(self, ask):
        first = ask("POST", CUSTOMERS, NEEMA).json
        second = ask("POST", CUSTOMERS, {**NEEMA, "email": "other@example.com"}).json
        assert first["id"] < second["id"]
        assert first["created_at"] < second["created_at"]


class TestUpdate:
    def test_what_is_not_sent_stays_and_updated_at_is_later(self, ask):
        answer = ask("PATCH", BRIGHTON, {"status": "suspended"})
        assert (answer.status, answer.type) == (200, "application/json")
        updated = {**SHOWN, "status": "suspended", "updated_at": "2024-12-14T09:30:00.000Z"}
        assert answer.json == updated
        assert ask("GET", BRIGHTON).json == updated

    def test_null_clears_a_field_and_its_key_stays(self, ask):
        cleared = dict.fromkeys(("phone", "address", "payment_method", "custom_data"))
        answer = ask("PATCH", BRIGHTON, cleared).json
        assert {key: answer[key] for key in cleared} == cleared

    def test_an_object_is_replaced_whole(self, ask):
        answer = ask("PATCH", BRIGHTON, {"address": {"city": "Mwanza"}, "custom_data": {"a": 1}})
        assert answer.json["address"] == {"city": "Mwanza"}
        assert answer.json["custom_data"] == {"a": 1}

    def test_nothing_sent_changes_nothing_but_the_moment(self, ask):
        answer = ask("PATCH", BRIGHTON, {})
        assert answer.status == 200
        assert answer.json == {**SHOWN, "updated_at": answer.json["updated_at"]}
        assert answer.json["updated_at"] > SHOWN["updated_at"]

    def test_every_change_is_later_than_the_one_before(self, ask):
        moments = [ask("PATCH", BRIGHTON, {}).json["updated_at"] for _ in range(5)]
        assert moments == sorted(set(moments))

    @pytest.mark.parametrize("name", ["id", "created_at"])
    def test_what_the_server_made_never_moves(self, ask, name):
        assert ask("PATCH", BRIGHTON, {name: "1999-01-01T00:00:00Z"}).json[name] == SHOWN[name]
        assert ask("GET", BRIGHTON).json[name] == SHOWN[name]

    def test_updated_at_cannot_be_chosen(self, ask):
        sent = {"updated_at": "2030-01-01T00:00:00.000Z"}
        assert ask("PATCH", BRIGHTON, sent).json["updated_at"] == "2024-12-14T09:30:00.000Z"

    def test_a_field_that_no_page_lists_is_not_kept(self, ask):
        assert set(ask("PATCH", BRIGHTON, {"vip": True}).json) == set(SHOWN)

    @pytest.mark.parametrize(
        ("sent", "place", "keyword"),
        [
            ({"email": "x"}, ["body", "email"], "format"),
            ({"email": None}, ["body", "email"], "type"),
            ({"name": None}, ["body", "name"], "type"),
            ({"status": "gone"}, ["body", "status"], "enum"),
            ({"status": None}, ["body", "status"], "enum"),
            ({"address": {"country": "tz"}}, ["body", "address", "country"], "pattern"),
            ({"custom_data": "x"}, ["body", "custom_data"], "type"),
            ([], ["body"], "type"),
        ],
    )
    def test_invalid_data_is_refused_and_changes_nothing(self, ask, sent, place, keyword):
        answer = ask("PATCH", BRIGHTON, sent)
        assert (answer.status, answer.type) == (400, PROBLEM)
        assert (place, keyword) in [(where, word) for where, word, _ in told(answer)]
        assert ask("GET", BRIGHTON).json == SHOWN

    def test_an_unknown_id_is_not_found(self, ask):
        answer = ask("PATCH", f"{CUSTOMERS}/cus_unknown", {"status": "active"})
        assert (answer.status, answer.json["key"]) == (404, "cus_unknown")

    def test_an_email_of_another_customer_is_invalid_data_since_no_409_is_declared(self, ask):
        answer = ask("PATCH", BRIGHTON, {"email": "grace.achieng@example.com"})
        assert (answer.status, answer.type) == (400, PROBLEM)
        problem = answer.json
        assert (problem["status"], problem["field"], problem["holder"]) == (
            400,
            "email",
            GRACE[-30:],
        )
        assert ask("GET", BRIGHTON).json == SHOWN

    def test_its_own_email_may_be_sent_again(self, ask):
        answer = ask("PATCH", BRIGHTON, {"email": SHOWN["email"], "name": "Brighton M."})
        assert (answer.status, answer.json["name"]) == (200, "Brighton M.")

    def test_an_email_that_was_given_up_is_free(self, ask):
        ask("PATCH", BRIGHTON, {"email": "new@example.com"})
        assert ask("POST", CUSTOMERS, {**NEEMA, "email": SHOWN["email"]}).status == 201


class TestProtocol:
    @pytest.mark.parametrize("path", [CUSTOMERS, BRIGHTON, f"{CUSTOMERS}/cus_unknown"])
    def test_head_is_get_without_the_body(self, ask, path):
        get, head = ask("GET", path), ask("HEAD", path)
        assert (head.status, head.body) == (get.status, b"")
        assert head.headers.get("Content-Length") == str(len(get.body))
        assert list(head.headers.without("Content-Length")) == list(get.headers)

    @pytest.mark.parametrize(
        ("path", "allow"),
        [(CUSTOMERS, "GET, POST, HEAD, OPTIONS"), (BRIGHTON, "GET, PATCH, HEAD, OPTIONS")],
    )
    def test_options_tells_the_methods(self, ask, path, allow):
        answer = ask("OPTIONS", path)
        assert (answer.status, answer.body) == (204, b"")
        assert answer.headers.get("Allow") == allow

    @pytest.mark.parametrize(
        ("method", "path"),
        [("DELETE", BRIGHTON), ("PUT", BRIGHTON), ("DELETE", CUSTOMERS), ("TRACE", CUSTOMERS)],
    )
    def test_a_method_that_no_page_documents_is_refused_with_those_that_are(
        self, ask, method, path
    ):
        answer = ask(method, path)
        assert (answer.status, answer.type) == (405, PROBLEM)
        assert answer.headers.get("Allow") == ask("OPTIONS", path).headers.get("Allow")
        assert answer.json["detail"].startswith(f"{path} has no {method}; what it has is GET, ")

    def test_an_unknown_path_names_the_nearest(self, ask):
        answer = ask("GET", "/api/v1/customer")
        assert (answer.status, answer.type) == (404, PROBLEM)
        assert answer.json["nearest"] == [CUSTOMERS, f"{CUSTOMERS}/{{customer_id}}"]

    @pytest.mark.parametrize(("method", "path"), [("POST", CUSTOMERS), ("PATCH", BRIGHTON)])
    def test_another_media_type_is_invalid_data_since_no_415_is_declared(self, ask, method, path):
        answer = ask(method, path, b"name=Neema", Content_Type="text/plain")
        assert (answer.status, answer.type) == (400, PROBLEM)
        assert answer.json["detail"] == (
            "Content-Type text/plain is not supported here; send application/json."
        )

    @pytest.mark.parametrize(("method", "path"), [("POST", CUSTOMERS), ("PATCH", BRIGHTON)])
    def test_broken_json_is_invalid_data_told_with_line_and_column(self, ask, method, path):
        answer = ask(method, path, b'{"name": "Neema",\n "email": }')
        assert (answer.status, answer.type) == (400, PROBLEM)
        assert answer.json["detail"].startswith(
            "The body cannot be read as application/json: it is no JSON at line 2, column 11"
        )

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [("GET", BRIGHTON, None), ("GET", CUSTOMERS, None), ("POST", CUSTOMERS, NEEMA)],
    )
    def test_a_client_that_takes_no_json_is_told_what_there_is(self, ask, method, path, body):
        answer = ask(method, path, body, Accept="text/html")
        assert (answer.status, answer.type) == (406, PROBLEM)
        assert answer.json["available"] == ["application/json"]

    def test_who_is_told_406_has_changed_nothing(self, ask):
        ask("POST", CUSTOMERS, NEEMA, Accept="text/html")
        ask("PATCH", BRIGHTON, {"name": "Other"}, Accept="text/html")
        assert len(ask("GET", CUSTOMERS).json) == 12
        assert ask("GET", BRIGHTON).json == SHOWN


class TestRepeatable:
    def talk(self, ask):
        """A conversation that uses all the mock makes up."""
        made = ask("POST", CUSTOMERS, NEEMA)
        location = made.headers.get("Location")
        answers = [
            made,
            ask("PATCH", location, {"phone": "1"}),
            ask("POST", CUSTOMERS, {**NEEMA, "email": "b@example.com"}),
            ask("POST", CUSTOMERS, NEEMA),
            ask("GET", CUSTOMERS),
        ]
        return [(each.status, list(each.headers), each.body) for each in answers]

    def test_the_same_seed_and_clock_give_the_same_bytes(self, client_of):
        one, other = (client_of(DOCUMENT, PROJECT / "fixtures", seed=7) for _ in range(2))
        assert self.talk(one) == self.talk(other)

    def test_another_seed_gives_other_ids(self, client_of):
        one, other = (client_of(DOCUMENT, PROJECT / "fixtures", seed=seed) for seed in (7, 8))
        assert (
            one("POST", CUSTOMERS, NEEMA).json["id"] != other("POST", CUSTOMERS, NEEMA).json["id"]
        )

    def test_one_mock_knows_nothing_of_another(self, client_of):
        one, other = (client_of(DOCUMENT, PROJECT / "fixtures") for _ in range(2))
        one("POST", CUSTOMERS, NEEMA)
        assert len(other("GET", CUSTOMERS).json) == 12

    def test_its_summary_names_the_api_and_counts(self, ask):
        assert ask.mock.summary() == "Customers API: 4 operations, 12 fixture records"
