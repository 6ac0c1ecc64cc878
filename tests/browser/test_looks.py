"""That everybody can use it: with a keyboard, with small screens, in the dark, without scripts."""

import json

import pytest
from garden import PAGES, Watch

axe_of_playwright = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)


@pytest.fixture
def busy(garden):
    """A garden in which there is something of everything."""
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
    return garden


@pytest.fixture
def looking(browser):
    """A page as a certain screen shows it."""
    contexts, watch = [], Watch()

    def look(**screen):
        contexts.append(browser.new_context(**screen))
        return watch.over(contexts[-1].new_page())

    yield look
    for each in contexts:
        each.close()
    assert watch.complaints == []


@pytest.mark.parametrize(
    ("scheme", "options"),
    [
        ("light", {"resultTypes": ["violations"]}),
        ("dark", {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}),
    ],
)
def test_axe_finds_nothing(looking, busy, scheme, options):
    page = looking(color_scheme=scheme, reduced_motion="reduce")
    axe = axe_of_playwright.Axe()
    found = {}

    def examine(name):
        results = axe.run(page, options=options).response["violations"]
        found[name] = [(one["id"], [node["html"] for node in one["nodes"]]) for one in results]

    for each in (*PAGES[:: 1 if scheme == "light" else 2], "/nowhere", "/../nowhere"):
        page.goto(f"{busy.console}{each}")
        examine(each)
    page.goto(f"{busy.console}/collections/plants/record")
    page.get_by_role("button", name="Add").click()
    examine("a form with errors")
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("width", [400, 1280])
def test_no_page_is_wider_than_its_screen(looking, busy, width):
    page = looking(viewport={"width": width, "height": 800})
    for each in (*PAGES, "/journal/3", "/../nowhere"):
        page.goto(f"{busy.console}{each}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, each


def test_every_field_has_a_label_and_every_button_a_name(looking, busy):
    page = looking()
    for each in PAGES:
        page.goto(f"{busy.console}{each}")
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
                .filter((each) => !each.labels.length).map((each) => each.outerHTML)
                .concat([...document.querySelectorAll('button, a')]
                  .filter((each) => !(each.textContent.trim() || each.ariaLabel))
                  .map((each) => each.outerHTML))"""
        )
        assert nameless == [], each


def test_the_keyboard_leads_past_the_navigation_and_focus_can_be_seen(looking, busy):
    page = looking()
    page.goto(f"{busy.console}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"


def test_focus_and_what_is_open_survive_a_live_update(looking, busy):
    page = looking()
    page.goto(f"{busy.console}/journal")
    page.locator(".live.on").wait_for()
    page.locator("#x1 a").focus()
    busy.ask("GET", "/plants/yew")
    page.locator("#x5").wait_for()
    assert page.evaluate("document.activeElement.closest('tr').id") == "x1"


def test_forms_and_links_do_without_scripts(browser, garden):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    garden.ask("GET", "/plants/mint")
    page.goto(f"{garden.console}/journal")
    page.locator("tr[data-row] a").click()
    assert "Why this answer" in page.content()
    page.goto(f"{garden.console}/collections/plants/record?key=mint")
    page.locator('[name="/height"]').fill("31")
    page.get_by_role("button", name="Save").click()
    assert json.loads(garden.ask("GET", "/plants/mint")[1])["height"] == 31
    page.goto(f"{garden.console}/scenarios")
    page.get_by_role("button", name="Set", exact=True).first.click()
    garden.admin("POST", "/sessions", {"name": "tess"})
    page.goto(f"{garden.console}/coverage")
    page.get_by_label("Session").select_option("tess")
    page.get_by_role("button", name="Switch").click()
    assert "You look into the session" in page.content()
    context.close()
