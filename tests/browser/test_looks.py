"""That everybody can use it: with a keyboard, with small screens, in the dark, without scripts."""

import json

import pytest
from garden import PAGES, Watch, growing

axe_of_playwright = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)


def busily(garden):
    """Let there be something of everything."""
    garden.ask("GET", "/plants/mint")
    garden.ask("POST", "/plants", {"name": "Sage", "height": 40})
    garden.ask("POST", "/plants", {"name": 7})
    garden.ask("GET", "/plant")
    garden.ask("GET", "/plants", X_Mock_Session="tess")
    garden.admin("POST", "/scenarios/drought/play")
    garden.admin("POST", "/rules", {"match": {"operation": "addPlant"}, "respond": {"status": 422}})
    garden.admin("PUT", "/snapshots/before")
    garden.write("api.yaml", garden.read("api.yaml").replace("  /motto:", "  /slogan:"))
    garden.admin("POST", "/reload")


NAMELESS = """() =>
    [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
      .filter((each) => !each.labels.length).map((each) => each.outerHTML)
      .concat([...document.querySelectorAll('button, a')]
        .filter((each) => !(each.textContent.trim() || each.ariaLabel))
        .map((each) => each.outerHTML))"""
WHAT = ("axe", "contrast in the dark", "wider than 400", "wider than 1280", "without a name")
ELSEWHERE = ("/nowhere", "/../nowhere", "/journal/3")


class Examiner:
    """Looks at pages in each light and on each screen, and writes down what is wrong."""

    def __init__(self, page):
        self.page, self.axe = page, axe_of_playwright.Axe()
        self.found = {each: {} for each in WHAT}

    def look(self, name):
        """At the page as it is now."""
        for width in (400, 1280):
            self.page.set_viewport_size({"width": width, "height": 800})
            wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            self.tell(f"wider than {width}", name, [wide] if wide > 0 else [])
        self.tell("without a name", name, self.page.evaluate(NAMELESS))
        self.tell("axe", name, self.violations())
        self.page.emulate_media(color_scheme="dark")
        self.tell("contrast in the dark", name, self.violations(runOnly=["color-contrast"]))
        self.page.emulate_media(color_scheme="light")

    def violations(self, **options):
        told = self.axe.run(self.page, options={"resultTypes": ["violations"], **options})
        return [
            (one["id"], [node["html"] for node in one["nodes"]])
            for one in told.response["violations"]
        ]

    def tell(self, what, name, wrong):
        if wrong:
            self.found[what][name] = wrong


def test_everybody_can_use_each_page(browser, tmp_path):
    """By axe, by name, in the dark and on small screens; each page is opened once for all."""
    watch = Watch()
    with growing(tmp_path) as garden:
        busily(garden)
        context = browser.new_context(color_scheme="light", reduced_motion="reduce")
        page = watch.over(context.new_page())
        examiner = Examiner(page)
        for each in (*PAGES, *ELSEWHERE):
            page.goto(f"{garden.console}{each}")
            examiner.look(each)
        page.goto(f"{garden.console}/collections/plants/record")
        page.locator('[name="/name"]').fill("x")
        page.get_by_role("button", name="Add").click()
        page.locator(".fault").first.wait_for()
        examiner.look("a form with errors")
        context.close()
    assert examiner.found == {each: {} for each in WHAT}
    assert watch.complaints == []


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<p style='color: #999; background: #aaa'>Hard to read.", "axe"),
        ("<p class=dark>Dark in the dark.", "contrast in the dark"),
        ("<p style='width: 600px'>Wide.", "wider than 400"),
        ("<p style='width: 2000px'>Wider.", "wider than 1280"),
        ("<input>", "without a name"),
    ],
)
def test_what_is_wrong_is_seen(browser, html, what):
    page = browser.new_page(color_scheme="light")
    page.set_content(
        "<!doctype html><html lang=en><title>It</title><style>"
        "@media (prefers-color-scheme: dark) {.dark {color: #333; background: #000}}</style>"
        f"<main><h1>It</h1>{html}</main>"
    )
    examiner = Examiner(page)
    examiner.look("it")
    page.close()
    assert "it" in examiner.found[what]


def test_the_keyboard_leads_past_the_navigation_and_focus_can_be_seen(page, garden):
    page.goto(f"{garden.console}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"


def test_focus_and_what_is_open_survive_a_live_update(page, garden):
    garden.ask("GET", "/plants/mint")
    page.goto(f"{garden.console}/journal")
    page.locator(".live.on").wait_for()
    page.locator("#x1 a").focus()
    garden.ask("GET", "/plants/yew")
    page.locator("#x2").wait_for()
    assert page.evaluate("document.activeElement.closest('tr').id") == "x1"


def test_what_is_chosen_and_not_sent_yet_survives_a_live_update(page, garden):
    garden.admin("POST", "/scenarios/drought/play")
    page.goto(f"{garden.console}/scenarios")
    page.locator(".live.on").wait_for()
    page.get_by_label("Step of drought").select_option("wet")
    page.evaluate("document.getElementById('scenarios').classList.add('before')")
    garden.ask("GET", "/plants")
    page.locator("#scenarios:not(.before)").wait_for()
    assert page.get_by_label("Step of drought").input_value() == "wet"


def submitted(page, button):
    """The form of the button is sent, and the page that follows is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()


def test_forms_and_links_do_without_scripts(browser, garden):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    garden.ask("GET", "/plants/mint")
    page.goto(f"{garden.console}/journal")
    page.locator("tr[data-row] a").click()
    page.get_by_text("Why this answer").wait_for()
    page.goto(f"{garden.console}/collections/plants/record?key=mint")
    page.locator('[name="/height"]').fill("31")
    submitted(page, "Save")
    assert json.loads(garden.ask("GET", "/plants/mint")[1])["height"] == 31
    page.goto(f"{garden.console}/scenarios")
    submitted(page, "Set")
    garden.admin("POST", "/sessions", {"name": "tess"})
    page.goto(f"{garden.console}/coverage")
    page.get_by_label("Session").select_option("tess")
    page.get_by_role("button", name="Switch").click()
    page.get_by_text("You look into the session").wait_for()
    context.close()


@pytest.mark.parametrize(("path", "deed"), [("/sessions", "End"), ("/collections", "Restore")])
def test_what_is_done_to_a_long_name_is_within_reach_on_a_small_screen(page, garden, path, deed):
    name = "a-name-that-goes-on-and-on-until-no-small-screen-is-wide-enough"
    garden.admin("POST", "/sessions", {"name": name})
    garden.admin("PUT", f"/snapshots/{name}")
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{garden.console}{path}")
    box = page.get_by_role("button", name=deed).bounding_box()
    page.set_viewport_size({"width": 1280, "height": 720})
    assert box["x"] + box["width"] <= 400


def test_on_a_small_screen_the_keyboard_follows_to_an_exchange_and_back(page, garden):
    garden.ask("GET", "/plants/mint")
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{garden.console}/journal")
    page.locator("#x1 a").focus()
    page.keyboard.press("Enter")
    page.locator(".why li").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "detail"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "All exchanges"
    page.keyboard.press("Enter")
    page.locator("#x1 a").wait_for()
    assert page.evaluate("document.activeElement.id") == "list"
    garden.ask("GET", "/plants/yew")
    page.locator("#x2").wait_for()
    assert page.evaluate("document.activeElement.id") == "list"
    page.set_viewport_size({"width": 1280, "height": 720})
