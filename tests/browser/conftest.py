"""A garden that is served, and a browser that looks after it."""

import shutil

import pytest
from garden import Watch, growing

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

PATIENCE = 15_000
"""Milliseconds that a page may take where others are at work, too."""


@pytest.fixture
def garden(tmp_path):
    """A garden on a free port."""
    with growing(tmp_path) as grown:
        yield grown


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, without a window; of one module, as others need a loop of their own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def sheet(browser):
    """One page that all tests take in turn: to open one takes longer than most of them."""
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"], locale="en-GB", timezone_id="UTC"
    )
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.on("dialog", lambda dialog: dialog.accept())
    yield opened
    context.close()


@pytest.fixture
def page(sheet, garden):
    """A page of which nothing but this garden is asked, and that never complains."""
    watch = Watch()
    watch.over(sheet)
    yield sheet
    watch.leave(sheet)
    sheet.goto("about:blank")
    sheet.context.clear_cookies()
    foreign = [each for each in watch.asked if not each.startswith((garden.url, "data:"))]
    assert foreign == []
    assert watch.complaints == []
