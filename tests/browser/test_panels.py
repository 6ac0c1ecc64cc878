"""What each panel is for, done with the mouse and the keyboard as people do it."""

import json

import pytest
from garden import PLANTS

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect


def test_the_overview_tells_how_operations_are_answered_and_counts_calls_as_they_come(page, garden):
    page.goto(f"{garden.console}/")
    rows = {each.inner_text() for each in page.locator(".operations tbody .by").all()}
    assert rows == {"records", "example"}
    row = page.locator(".operations tr", has_text="All plants.")
    assert row.locator(".num").first.inner_text() == "0"
    garden.ask("GET", "/plants")
    garden.ask("GET", "/plants?limit=99")
    expect(row.locator(".num").first).to_have_text("2")
    assert row.locator(".broke").inner_text() == "1"
    assert row.locator(".status").inner_text() == "422"


def test_a_call_that_no_operation_took_is_told_with_what_was_nearly_meant(page, garden):
    garden.ask("GET", "/plant")
    page.goto(f"{garden.console}/")
    told = page.locator(".stray li").inner_text()
    assert "/plant" in told
    assert "GET /plants" in told


def test_the_journal_shows_calls_as_they_come_and_sifts_them(page, garden):
    page.goto(f"{garden.console}/journal")
    assert "Nothing was asked yet" in page.locator("#list").inner_text()
    garden.ask("GET", "/plants")
    page.locator("tr[data-row]").wait_for()
    garden.ask("GET", "/plants/nobody")
    garden.ask("POST", "/plants", {"name": "x"})
    expect(page.locator("tr[data-row]")).to_have_count(3)
    page.get_by_label("Status").select_option("4XX")
    page.wait_for_url("**status=4XX**")
    expect(page.locator("#list .status")).to_have_text(["422", "404"])
    page.get_by_label("Operation").select_option("POST /plants")
    page.wait_for_url("**operation=POST**")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_role("link", name="show all").click()
    page.get_by_label("Only with violations").check()
    page.wait_for_url("**violations=true**")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.get_by_label("Path").fill("nobody")
    page.keyboard.press("Enter")
    page.wait_for_url("**path=nobody**")
    expect(page.locator("tr[data-row]")).to_have_count(1)


def test_why_a_request_got_its_answer_is_one_click_away(page, garden):
    garden.ask("POST", "/plants", {"name": "x", "height": "tall"})
    page.goto(f"{garden.console}/journal")
    page.locator("tr[data-row] a").click()
    why = page.locator(".why li")
    why.first.wait_for()
    told = [each.inner_text() for each in why.all()]
    assert "POST /plants is 'addPlant'." in told[0]
    assert any('/name: "x"' in each and "minLength: 3" in each for each in told)
    assert any("height" in each and "type: number" in each for each in told)
    lines = garden.read("api.yaml").splitlines()
    place = page.locator(".why li", has_text="minLength").locator(".place code").first.inner_text()
    assert lines[int(place.split(":")[-2]) - 1].strip().startswith("name: {type: string")


def test_a_record_is_traced_to_its_line_of_the_fixtures(page, garden):
    garden.ask("GET", "/plants/yew")
    page.goto(f"{garden.console}/journal/1")
    told = page.locator(".why li", has_text="record 'yew'").inner_text()
    assert "plants.yaml:4:" in told
    assert "{id: yew" in told


def test_a_rule_that_decided_is_named(page, garden):
    garden.admin("POST", "/scenarios/drought/play")
    garden.ask("GET", "/plants")
    page.goto(f"{garden.console}/journal/1")
    assert "drought/1" in page.locator(".why li.rule").inner_text()
    assert "not declared" in page.locator(".why").inner_text()


def test_an_exchange_is_copied_as_the_curl_line_that_repeats_it(page, garden):
    garden.ask("POST", "/plants", {"name": "Sage", "height": 3})
    page.goto(f"{garden.console}/journal/1")
    page.get_by_role("button", name="Copy as curl").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"curl {garden.url}/plants -H")
    assert """'{"name": "Sage", "height": 3}'""" in copied


def test_j_and_k_walk_through_the_journal_and_slash_leads_to_its_filter(page, garden):
    for number in range(3):
        garden.ask("GET", f"/plants/p{number}")
    page.goto(f"{garden.console}/journal")
    for key, number in (("j", 3), ("j", 2), ("j", 1), ("k", 2)):
        page.keyboard.press(key)
        page.wait_for_url(f"**/journal/{number}*")
        page.locator(f"#x{number}.current").wait_for()
    page.go_back()
    page.locator("#x1.current").wait_for()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "path"


def test_a_paused_journal_stays_as_it_is(page, garden):
    page.goto(f"{garden.console}/journal")
    page.locator(".live.on").wait_for()
    page.get_by_role("button", name="Pause").click()
    garden.ask("GET", "/plants")
    page.wait_for_timeout(1500)
    assert page.locator("tr[data-row]").count() == 0
    page.get_by_role("button", name="Resume").click()
    page.locator("tr[data-row]").wait_for()


def test_the_journal_is_cleared(page, garden):
    garden.ask("GET", "/plants")
    page.goto(f"{garden.console}/journal")
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("The journal is empty.").wait_for()
    assert garden.admin("GET", "/journal")["exchanges"] == []


def test_an_answer_is_saved_as_a_fixture_after_its_change_was_shown(page, garden):
    garden.ask("POST", "/plants", {"name": "Sage", "height": 40})
    page.goto(f"{garden.console}/journal/1")
    page.get_by_role("link", name="Save as fixture").click()
    page.locator(".d-plus", has_text="Sage").first.wait_for()
    assert garden.read("plants/plants.yaml") == PLANTS
    page.get_by_role("button", name="Write").click()
    page.get_by_text("The fixture file is written.").wait_for()
    text = garden.read("plants/plants.yaml")
    assert text.startswith("# The plants of the garden.")
    assert "Sage" in text


def test_an_answer_is_saved_as_an_example_of_the_document(page, garden):
    garden.ask("GET", "/plants/mint")
    page.goto(f"{garden.console}/journal/1/example")
    page.get_by_label("Name of the example").fill("minty")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Write").click()
    page.get_by_text("The example stands in the document.").wait_for()
    text = garden.read("api.yaml")
    assert "# What a single plant looks like." in text
    assert "minty:" in text
    page.goto(f"{garden.console}/journal/1/example?name=minty")
    assert "already" in page.get_by_role("alert").inner_text()


def test_a_record_is_added_by_a_form_that_says_what_the_schema_wants(page, garden):
    page.goto(f"{garden.console}/collections/plants")
    page.get_by_role("link", name="Add a record").click()
    page.get_by_label("name", exact=False).first.fill("Fe")
    page.get_by_label("height").fill("-1")
    page.get_by_text("bed", exact=True).click()
    page.get_by_label("row").fill("3")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("This record breaks the document.").wait_for()
    name, height = (page.locator(f'[name="/{each}"]') for each in ("name", "height"))
    assert name.get_attribute("aria-invalid") == "true"
    described = name.get_attribute("aria-describedby").split()
    assert '"Fe"' in page.locator(f'[id="{described[-1]}"]').inner_text()
    assert height.input_value() == "-1"
    name.fill("Fern")
    height.fill("12.50")
    page.get_by_label("kind").select_option(label="herb")
    page.get_by_label("evergreen").select_option("true")
    page.get_by_label("tags").fill('["shade"]')
    page.get_by_role("button", name="Add").click()
    page.get_by_text("The record is written.").wait_for()
    (record,) = (
        each for each in json.loads(garden.ask("GET", "/plants")[1]) if each["name"] == "Fern"
    )
    assert record.pop("id")
    assert record == {
        "name": "Fern",
        "height": 12.5,
        "kind": "herb",
        "evergreen": True,
        "bed": {"row": 3},
        "tags": ["shade"],
    }


def test_a_record_is_changed_and_what_the_form_does_not_touch_stays(page, garden):
    page.goto(f"{garden.console}/collections/plants")
    page.get_by_role("link", name="mint").click()
    page.get_by_label("name").first.fill("Peppermint")
    page.locator('[name="/bed/row"]').fill("")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The record is written.").wait_for()
    assert json.loads(garden.ask("GET", "/plants/mint")[1]) == {
        "id": "mint",
        "name": "Peppermint",
        "height": 30,
        "kind": "herb",
        "evergreen": False,
        "bed": {"label": "south"},
    }
    assert page.locator("tr", has_text="mint").locator(".tag").inner_text() == "changed"


def test_a_record_is_written_as_json_and_what_is_none_is_told(page, garden):
    page.goto(f"{garden.console}/collections/plants/record?key=yew&as=json")
    whole = page.get_by_label("Record as JSON")
    whole.fill('{"id": "yew"')
    page.get_by_role("button", name="Save").click()
    assert "no JSON" in page.get_by_role("alert").inner_text()
    whole.fill('{"id": "yew", "name": "Yew", "height": 1}')
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The record is written.").wait_for()
    assert json.loads(garden.ask("GET", "/plants/yew")[1])["height"] == 1


def test_records_are_deleted_and_come_back_when_the_collection_is_reset(page, garden):
    page.goto(f"{garden.console}/collections/plants")
    page.locator("tr", has_text="yew").get_by_role("button", name="Delete").click()
    page.get_by_text("The record is removed.").wait_for()
    assert garden.ask("GET", "/plants/yew")[0] == 404
    page.get_by_role("button", name="Remove all").click()
    page.get_by_text("There is no record here.").wait_for()
    page.get_by_role("button", name="Reset").click()
    page.locator("tr", has_text="yew").wait_for()
    assert garden.ask("GET", "/plants/yew")[0] == 200


def test_records_below_others_are_seen_once_those_are_named(page, garden):
    page.goto(f"{garden.console}/collections/notes")
    assert "name those above" in page.locator("main").inner_text()
    page.get_by_label("plant_id").fill("mint")
    page.get_by_role("button", name="Show").click()
    page.locator("tr[data-row]").first.wait_for()


def test_a_snapshot_is_taken_and_gone_back_to(page, garden):
    page.goto(f"{garden.console}/collections")
    page.get_by_label("Name").fill("before")
    page.get_by_role("button", name="Take a snapshot").click()
    page.get_by_text("The snapshot is taken.").wait_for()
    garden.ask("DELETE", "/plants/mint")
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("The snapshot is restored.").wait_for()
    assert garden.ask("GET", "/plants/mint")[0] == 200
    page.get_by_role("button", name="Forget").click()
    page.get_by_text("The snapshot is forgotten.").wait_for()
    assert garden.admin("GET", "/snapshots")["snapshots"] == []


def test_a_scenario_is_played_put_at_a_step_and_stopped(page, garden):
    page.goto(f"{garden.console}/scenarios")
    page.get_by_role("button", name="Play").click()
    page.get_by_text("The scenario is played").wait_for()
    assert garden.ask("GET", "/plants")[0] == 503
    page.get_by_label("Step of drought").select_option("wet")
    page.get_by_role("button", name="Set", exact=True).click()
    page.get_by_text("at that step").wait_for()
    assert garden.ask("GET", "/plants")[0] == 200
    page.get_by_role("button", name="Stop drought").click()
    page.get_by_text("No scenario is played.").wait_for()
    assert garden.admin("GET", "/scenarios")["playing"] is None


def test_a_slider_delays_every_answer(page, garden):
    page.goto(f"{garden.console}/scenarios")
    slider = page.get_by_label("Each answer comes later by")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("The delay is set.").wait_for()
    assert slider.input_value() == "50"
    garden.ask("GET", "/plants")
    assert garden.admin("GET", "/journal")["exchanges"][0]["delay"] == 0.05
    slider.fill("0")
    expect(page.locator("output")).to_have_text("0 ms")
    page.get_by_text("The delay is set.").wait_for()
    assert garden.admin("GET", "/rules")["rules"] == []


@pytest.mark.parametrize(("how", "expected"), [("503", 503), ("404", 404), ("empty", 200)])
def test_an_operation_is_broken_for_its_next_calls(page, garden, how, expected):
    page.goto(f"{garden.console}/scenarios")
    page.get_by_label("Operation").select_option("GET /plants/{plant_id}")
    page.get_by_label("is answered with").select_option(how)
    page.get_by_label("for the next calls").fill("2")
    page.get_by_role("button", name="Break it").click()
    page.get_by_text("The rule is in force.").wait_for()
    assert "2 times" in page.locator("#rules").inner_text()
    assert page.locator("#rules .tag").inner_text() == "2 left"
    answers = [garden.ask("GET", "/plants/mint") for _ in range(3)]
    expect(page.locator("#rules .tag")).to_have_text("used up")
    assert [status for status, _ in answers] == [expected, expected, 200]
    assert answers[2][1]
    assert how != "empty" or answers[0][1] == b""
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_text("The rule is removed.").wait_for()
    assert garden.admin("GET", "/rules")["rules"] == []


def test_all_panels_look_into_the_session_that_is_chosen(page, garden):
    page.goto(f"{garden.console}/sessions")
    page.get_by_label("Name").fill("tess")
    page.get_by_role("button", name="Begin a session").click()
    page.get_by_text("The session has begun").wait_for()
    garden.ask("DELETE", "/plants/mint", X_Mock_Session="tess")
    navigation = page.get_by_role("navigation", name="Console")
    navigation.get_by_role("link", name="Collections").click()
    page.locator("#all").get_by_role("link", name="plants").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    navigation.get_by_role("link", name="Journal").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_label("Session").select_option("")
    page.get_by_text("Nothing was asked yet").wait_for()
    navigation.get_by_role("link", name="Sessions").click()
    page.get_by_role("button", name="End").click()
    page.get_by_text("No session is alive").wait_for()
    assert garden.admin("GET", "/sessions")["sessions"] == []


def test_the_common_world_begins_again(page, garden):
    garden.ask("DELETE", "/plants/mint")
    page.goto(f"{garden.console}/sessions")
    page.get_by_role("button", name="Reset the common world").click()
    page.get_by_text("as it was at the start").wait_for()
    assert garden.ask("GET", "/plants/mint")[0] == 200


def test_coverage_grows_with_the_calls(page, garden):
    page.goto(f"{garden.console}/coverage")
    operations = page.locator(".shares dd").first
    assert operations.inner_text().startswith("0%")
    garden.ask("GET", "/motto")
    page.locator(".chips .seen").wait_for()
    assert "1 of 7" in operations.inner_text()


def test_what_a_changed_file_means_is_told_and_so_is_why_it_was_refused(page, garden):
    page.goto(f"{garden.console}/files")
    page.locator(".live.on").wait_for()
    text = garden.read("api.yaml")
    garden.write("api.yaml", text.replace("  /motto:", "  /slogan:"))
    page.locator(".changes .breaking").wait_for()
    assert "GET /motto" in page.locator(".changes .breaking").inner_text()
    garden.write("api.yaml", text.replace("  /motto:", "  /motto: ["))
    page.get_by_text("The last change was refused").wait_for()
    assert "api.yaml:" in page.locator(".refused").inner_text()
    page.goto(f"{garden.console}/")
    page.get_by_role("link", name="Why?").click()
    page.get_by_text("The last change was refused").wait_for()
    page.goto(f"{garden.console}/journal")
    notice = page.get_by_text("what was there before is served")
    notice.wait_for()
    garden.write("api.yaml", text)
    notice.wait_for(state="detached")
    page.goto(f"{garden.console}/files")
    page.get_by_role("button", name="Read again").click()
    page.get_by_role("heading", name="Read again").wait_for()


@pytest.mark.parametrize(
    ("path", "rows", "some", "one"),
    [
        ("/?find=plants", ".operations tbody tr", "readplant get", "GET /plants/{plant_id}"),
        ("/coverage?find=plants", ".covered > li", "plant delete", "DELETE /plants/{plant_id}"),
        ("/collections/plants?find=m", "#records tr[data-row]", "YEW", "yew"),
    ],
)
def test_what_is_typed_is_looked_for_at_once(page, garden, path, rows, some, one):
    page.goto(f"{garden.console}{path}")
    found = page.locator(rows)
    before = found.count()
    assert before >= 1
    page.get_by_label("Find").fill(some)
    expect(found).to_have_count(1)
    expect(found.first).to_contain_text(one.partition(" ")[0])
    page.get_by_label("Find").fill("nothing is called so")
    expect(found).to_have_count(0)
    page.reload()
    assert page.get_by_label("Find").input_value() == "nothing is called so"


def test_time_is_stopped_moved_and_let_go_and_what_is_made_follows(page, garden):
    page.goto(f"{garden.console}/clock")
    moment = page.locator(".moment time")
    shown = moment.inner_text()
    expect(moment).not_to_have_text(shown)
    page.get_by_label("Let it stand still at").fill("2030-01-02T03:04:05")
    page.get_by_role("button", name="Freeze").click()
    page.get_by_text("Time stands still.").wait_for()
    assert moment.inner_text() == "2030-01-02 03:04:05"
    page.get_by_label("Move it on by").fill("2")
    page.get_by_label("Unit").select_option("days")
    page.get_by_role("button", name="Move").click()
    page.get_by_text("Time was moved.").wait_for()
    assert garden.admin("GET", "/clock")["now"] == "2030-01-04T03:04:05.000Z"
    page.get_by_role("button", name="Back to the machine").click()
    page.get_by_text("Time is that of this machine.").wait_for()
    assert garden.admin("GET", "/clock")["frozen"] is False


def test_another_seed_makes_other_values(page, garden):
    note = garden.ask("GET", "/plants/mint/notes/1")
    page.goto(f"{garden.console}/clock")
    page.get_by_label("Another seed").fill("spring")
    page.get_by_role("button", name="Set").click()
    page.get_by_text("The seed is set.").wait_for()
    assert garden.ask("GET", "/plants/mint/notes/1") != note
    page.get_by_role("button", name="Back to the first seed").click()
    page.get_by_text("The seed is set.").wait_for()
    assert garden.ask("GET", "/plants/mint/notes/1") == note


def test_older_exchanges_are_a_page_away_and_back_again(page, garden):
    for number in range(101):
        garden.ask("GET", f"/plants?call={number}")
    page.goto(f"{garden.console}/journal")
    page.get_by_role("link", name="older").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.locator("tr[data-row] a").click()
    page.locator(".why li").first.wait_for()
    page.go_back()
    page.get_by_role("link", name="newest").click()
    expect(page.locator("tr[data-row]")).to_have_count(100)


def test_what_another_tab_or_a_test_changes_is_seen_at_once(page, garden):
    page.goto(f"{garden.console}/collections/plants")
    page.locator(".live.on").wait_for()
    garden.admin("DELETE", "/collections/plants/records/mint")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.goto(f"{garden.console}/scenarios")
    page.locator(".live.on").wait_for()
    garden.admin("POST", "/rules", {"delay": "250ms"})
    expect(page.locator("output")).to_have_text("250 ms")
    garden.admin("POST", "/sessions", {"name": "tess"})
    expect(page.get_by_label("Session").locator("option")).to_have_count(2)
    page.goto(f"{garden.console}/collections")
    page.locator(".live.on").wait_for()
    garden.admin("PUT", "/snapshots/before")
    page.get_by_role("rowheader", name="before").wait_for()


def test_a_mock_that_has_stopped_is_told_and_found_again(page, garden):
    page.goto(f"{garden.console}/journal")
    page.locator(".live.on").wait_for()
    page.route("**/pulse*", lambda route: route.fulfill(status=200, body="no JSON"))
    page.get_by_text("The mock does not answer").wait_for()
    page.unroute("**/pulse*")
    page.get_by_text("Live").wait_for()


def test_what_did_not_arrive_is_asked_for_again(browser, garden):
    context = browser.new_context()  # of a page that may complain
    page = context.new_page()
    page.goto(f"{garden.console}/journal")
    page.locator(".live.on").wait_for()
    page.route("**/journal", lambda route: route.abort())
    garden.ask("GET", "/plants")
    page.get_by_text("The mock does not answer").wait_for()
    page.unroute("**/journal")
    page.locator("tr[data-row]").wait_for()
    context.close()


@pytest.mark.parametrize("form", ["", "&as=json"])
def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(page, garden, form):
    page.goto(f"{garden.console}/collections/plants/record?key=mint{form}")
    theirs = {"id": "mint", "name": "Spearmint", "height": 31}
    garden.admin("PUT", "/collections/plants/records/mint", theirs)
    if form:
        mine = json.dumps({"id": "mint", "name": "Peppermint", "height": 30})
        page.get_by_label("Record as JSON").fill(mine)
    else:
        page.get_by_label("name").first.fill("Peppermint")
    page.get_by_role("button", name="Save").click()
    assert "Somebody else changed this record" in page.get_by_role("alert").inner_text()
    assert json.loads(garden.ask("GET", "/plants/mint")[1]) == theirs
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The record is written.").wait_for()
    written = json.loads(garden.ask("GET", "/plants/mint")[1])
    assert (written["name"], written["height"]) == ("Peppermint", 30)
