"""Pictures of the console as people see it: ``make screenshots``."""

import json
import shutil
import sys
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
SHOTS = Path(__file__).with_name("shots")
IMAGES = PROJECT / "docs" / "images"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = ((1280, 800), (400, 800))
BRIGHTON = "/api/v1/customers/cus_01h3vjs3b16yc3f9q8q9pfrb80"
PAGES = {
    "overview": "/",
    "journal": "/journal",
    "why": "/journal/4",
    "record": "/journal/2",
    "rule": "/journal/8",
    "collections": "/collections",
    "table": "/collections/customers",
    "form": f"/collections/customers/record?key={BRIGHTON.rpartition('/')[2]}",
    "fixture": "/journal/3/fixture",
    "scenarios": "/scenarios",
    "sessions": "/sessions?session=checkout-test",
    "clock": "/clock",
    "coverage": "/coverage",
    "files": "/files",
}
# What stands in docs: a page, its width and height, light or dark.
KEPT = {
    "why": (1280, 800, "light"),
    "overview": (1280, 720, "dark"),
    "scenarios": (1280, 800, "light"),
}


def traffic(url):
    """What a client asks on a busy day."""

    def ask(method, path, body=None, **headers):
        sent = None if body is None else json.dumps(body).encode()
        lines = {name.replace("_", "-"): value for name, value in headers.items()}
        lines |= {"Content-Type": "application/json"} if sent else {}
        try:
            urlopen(Request(url + path, sent, lines, method=method)).read()
        except HTTPError as error:
            error.close()

    ask("GET", "/api/v1/customers")
    ask("GET", BRIGHTON)
    ask("POST", "/api/v1/customers", {"name": "Amani Otieno", "email": "amani@example.com"})
    ask("POST", "/api/v1/customers", {"name": 7})
    ask("GET", "/api/v1/customer")
    ask("PATCH", BRIGHTON, {"status": "inactive"})
    rule = {"respond": {"status": 503, "undeclared": True}, "times": 2}
    ask("GET", "/api/v1/customers/nobody")
    ask("POST", "/__admin/rules", {"match": {"operation": "GET /api/v1/customers"}, **rule})
    ask("GET", "/api/v1/customers")
    ask("GET", "/api/v1/customers?limit=3")
    ask("GET", f"{BRIGHTON}?__dynamic=true")
    ask("GET", "/api/v1/customers", X_Mock_Session="checkout-test")
    ask("PUT", "/__admin/snapshots/before-checkout")


def shoot(url):
    """Each page in its sizes and colours."""
    SHOTS.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            for width, height in SIZES:
                for name, path in PAGES.items():
                    picture = SHOTS / f"{name}-{scheme}-{width}.png"
                    look(browser, url + path, (width, height, scheme), picture)
        IMAGES.mkdir(exist_ok=True)
        for name, size in KEPT.items():
            look(browser, url + PAGES[name], size, IMAGES / f"console-{name}.png")
        browser.close()


def look(browser, url, size, picture):
    """One page, once it is live."""
    width, height, scheme = size
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB"
    )
    page.goto(url)
    page.locator(".live.on").wait_for(state="attached")
    page.screenshot(path=picture)
    page.close()


def main():
    """Serve the document of this project, ask it this and that, and take the pictures."""
    with TemporaryDirectory() as folder:
        for each in ("openapi.yaml", "fixtures"):
            copied = shutil.copytree if (PROJECT / each).is_dir() else shutil.copy
            copied(PROJECT / each, Path(folder) / each)
        command = [Path(sys.executable).with_name("mockserver"), "serve", "-q", "-p", "0"]
        server = Popen(command, cwd=folder, stdout=PIPE, text=True)
        try:
            lines = iter(server.stdout.readline, "")
            address = next(each for each in lines if each.startswith("listening on "))
            url = address.removeprefix("listening on ").strip()
            traffic(url)
            shoot(f"{url}/__console")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
