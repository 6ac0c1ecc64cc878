"""What a hostile record, a hostile page and a stranger come to."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from garden import PAGES, growing

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7 * 7 }}"


def test_what_people_wrote_is_text_wherever_it_is_shown(page, garden):
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    named = garden.read("plants/scenarios.yaml").replace("drought:", f"{json.dumps(HOSTILE)}:")
    garden.write("plants/scenarios.yaml", named)
    text = garden.read("api.yaml").replace("title: Garden", f"title: {json.dumps(HOSTILE)}")
    garden.write(
        "api.yaml", text.replace("summary: All plants.", f"summary: {json.dumps(HOSTILE)}")
    )
    assert garden.admin("POST", "/reload")["reloaded"] is True
    garden.write("api.yaml", text.replace("3.1.0", HOSTILE, 1))
    garden.admin("POST", "/reload")
    garden.ask("POST", "/plants", {"name": HOSTILE, "height": 1, HOSTILE: HOSTILE, "items": 1})
    garden.ask("GET", "/plants?x=<script>alert(3)</script>", X_Evil=HOSTILE)
    garden.admin("POST", "/rules", {"match": {"headers": {"x": HOSTILE}}, "delay": "1ms"})
    garden.admin("PUT", "/seed", {"seed": HOSTILE})
    key = json.loads(garden.ask("GET", "/plants")[1])[-1]["id"]
    for each in (*PAGES, "/journal/2", f"/collections/plants/record?key={key}"):
        page.goto(f"{garden.console}{each}")
        assert page.locator("main img, main script").count() == 0, each
    for each, place in (
        ("/", "h1"),
        ("/", ".operations"),
        ("/scenarios", ".scenarios h3"),
        ("/clock", "#clock"),
        ("/files", ".refused"),
    ):
        page.goto(f"{garden.console}{each}")
        assert "<script>" in page.locator(place).first.inner_text(), each
    page.goto(f"{garden.console}/collections/plants")
    assert page.locator("td", has_text="<script>").first.inner_text().startswith("<script>")
    page.goto(f"{garden.console}/?done=<script>alert(4)</script>&session=<script>")
    assert dialogs == []


def test_a_page_of_another_origin_changes_nothing(browser, garden):
    form = f"""<form method=post action="{garden.console}/collections/plants/empty">
        <input name=form_token value=x></form><script>document.forms[0].submit()</script>"""

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(form.encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Evil)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{garden.console}/")
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.get_by_role("heading", name="Not done").wait_for()
    assert len(json.loads(garden.ask("GET", "/plants")[1])) == 2
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_page_can_be_framed(page, garden):
    page.goto(f"{garden.console}/")
    answer = page.request.get(f"{garden.console}/")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_with_a_token_there_is_a_door(browser, tmp_path):
    with growing(tmp_path, token="o pen:ü") as garden:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{garden.console}/journal")
        page.get_by_label("Admin token").fill("wrong")
        assert "Garden" not in page.content()
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").filter(has_text="not the token").wait_for()
        page.get_by_label("Admin token").fill("o pen:ü")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Garden").wait_for()
        (cookie,) = (each for each in context.cookies() if "admin" in each["name"])
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Strict"
        assert cookie["path"] == "/__console"
        other = context.new_page()
        other.goto(f"{garden.console}/journal")
        page.get_by_role("button", name="Sign out").click()
        other.get_by_text("Signed out: load the page again").wait_for()
        page.get_by_role("heading", name="Sign in").wait_for()
        assert [each for each in context.cookies() if "admin" in each["name"]] == []
        context.close()


def test_of_several_documents_each_has_a_console_and_leads_to_the_others(browser, tmp_path):
    with growing(tmp_path, mounts=("/v2",)) as garden:
        context = browser.new_context()
        page = context.new_page()
        garden.ask("GET", "/v2/motto")
        page.goto(f"{garden.url}/v2/__console/journal")
        assert page.locator("#list .path").inner_text() == "/v2/motto"
        page.get_by_role("navigation", name="Documents").get_by_role("link").first.click()
        page.wait_for_url(f"{garden.console}/")
        page.get_by_text("No operation was asked yet").wait_for()
        context.close()


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nowhere", 404)])
def test_a_browser_that_goes_astray_is_shown_the_way(page, garden, path, status):
    answer = page.goto(f"{garden.url}{path}")
    assert answer.status == status
    page.get_by_role("link", name="Console").click()
    page.get_by_role("heading", name="Garden").wait_for()
    told, body = garden.ask("GET", path)
    assert told == 404
    assert json.loads(body)["type"] == "urn:mockserver:path-not-found"
