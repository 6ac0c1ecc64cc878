"""The documentation of the document: everybody can read it, and what is tried out is answered."""

import json

import pytest
from garden import DOCUMENT

axe_of_playwright = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)


def opened(page, garden, operation="listPlants"):
    """An operation of the documentation, unfolded."""
    page.goto(f"{garden.url}/__docs/")
    block = page.locator(f"[id$={operation}]").first
    block.locator(".opblock-summary-control").click()
    return block


def violations(page):
    """What axe has to say of the page as it is."""
    told = axe_of_playwright.Axe().run(page, options={"resultTypes": ["violations"]})
    return [(one["id"], one["nodes"][0]["html"]) for one in told.response["violations"]]


def test_what_is_tried_out_is_asked_of_the_mock(page, garden):
    block = opened(page, garden, "addPlant")
    body = json.dumps({"name": "Sage", "height": 3})
    block.get_by_label("Request body").fill(body)
    block.get_by_role("button", name="Execute").click()
    shown = block.locator(".live-responses-table")
    shown.wait_for()
    assert shown.locator(".response-col_status").last.inner_text() == "201"
    assert "Sage" in shown.inner_text()
    assert [each["name"] for each in json.loads(garden.ask("GET", "/plants")[1])][-1] == "Sage"
    assert garden.admin("GET", "/journal")["exchanges"][0]["operation"] == "POST /plants"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it_and_try_it_out(browser, garden, scheme):
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    block = opened(page, garden)
    assert page.title() == "Garden"
    block.get_by_role("button", name="Execute").click()
    block.locator(".live-responses-table").wait_for()
    for each in ("addPlant", "readPlant"):
        page.locator(f"[id$={each}] .opblock-summary-control").first.click()
    assert violations(page) == []
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (background != "rgba(0, 0, 0, 0)") == (scheme == "dark")
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_what_the_document_says_is_no_script(page, garden):
    text = DOCUMENT.replace("title: Garden", "title: '<script>alert(1)</script>'")
    text = text.replace("summary: All plants.", "summary: '<img src=x onerror=alert(2)>'")
    garden.write("api.yaml", text)
    garden.admin("POST", "/reload")
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(f"{garden.url}/__docs/")
    page.get_by_text("<img src=x onerror=alert(2)>").wait_for()
    assert page.title() == "<script>alert(1)</script>"
    assert dialogs == []


WEBHOOKS = """\
openapi: 3.1.0
info: {title: Hooks, version: '1'}
webhooks:
  planted:
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: It was heard.}}
"""


def test_a_document_of_webhooks_alone_is_shown_and_has_nothing_to_be_asked(page, garden):
    garden.write("api.yaml", WEBHOOKS)
    (garden.folder / "plants" / "plants.yaml").unlink()
    (garden.folder / "plants" / "scenarios.yaml").unlink()
    assert garden.admin("POST", "/reload")["reloaded"] is True
    page.goto(f"{garden.url}/__docs/")
    page.locator(".opblock-summary-control").click()
    page.get_by_text("It was heard.").wait_for()
    assert page.get_by_role("button", name="Execute").count() == 0
    for each in ("/", "/coverage"):
        page.goto(f"{garden.console}{each}")
        page.get_by_text("The document has no operations.").wait_for()
