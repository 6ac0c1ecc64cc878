"""The console of several processes that are one mock: whichever answers shows what another did."""

import shutil
from urllib.request import Request, urlopen

import pytest
from garden import Watch
from redis_server import RedisServer
from serving import serving

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect


@pytest.fixture(params=["sqlite", "redis"])
def state(request, tmp_path):
    """Where the processes have what they share."""
    if request.param == "sqlite":
        yield "sqlite:STATE"
        return
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server is installed")
    redis = RedisServer(tmp_path)
    redis.start()
    yield redis.url
    redis.stop()


def test_a_mock_that_is_started_again_is_followed_from_its_beginning(browser):
    context, watch = browser.new_context(), Watch()
    page = context.new_page()
    with serving() as first:
        port = first.port
        for _ in range(3):
            urlopen(f"http://127.0.0.1:{port}/api/v1/customers").close()
        page.goto(f"http://127.0.0.1:{port}/__console/journal")
        expect(page.locator("tr[data-row]")).to_have_count(3)
    page.get_by_text("The mock does not answer").wait_for()
    watch.over(page)
    with serving("--port", str(port)):
        expect(page.locator("tr[data-row]")).to_have_count(0)
        urlopen(f"http://127.0.0.1:{port}/api/v1/customers").close()
        expect(page.locator("tr[data-row]")).to_have_count(1)
        watch.leave(page)
        context.close()
    assert [each for each in watch.complaints if "ERR_CONNECTION_REFUSED" not in each] == []


def test_each_process_shows_and_changes_what_all_have(browser, state):
    with serving("--state", state, "--workers", "2") as server:
        url = f"http://127.0.0.1:{server.port}"
        context, watch = browser.new_context(), Watch()
        page = watch.over(context.new_page())
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{url}/__console/journal")
        for number in range(8):
            urlopen(f"{url}/api/v1/customers?call={number}").close()
        expect(page.locator("tr[data-row]")).to_have_count(8)
        page.goto(f"{url}/__console/collections")
        page.get_by_label("Name").fill("before")
        page.get_by_role("button", name="Take a snapshot").click()
        page.get_by_text("The snapshot is taken.").wait_for()
        page.goto(f"{url}/__console/collections/customers")
        page.get_by_role("button", name="Remove all").click()
        page.get_by_text("There is no record here.").wait_for()
        assert [urlopen(f"{url}/api/v1/customers").read() for _ in range(8)] == [b"[]"] * 8
        restore = Request(f"{url}/__admin/snapshots/before/restore", method="POST")
        urlopen(restore).close()
        page.reload()
        expect(page.locator("tr[data-row]")).not_to_have_count(0)
        context.close()
        assert watch.complaints == []
