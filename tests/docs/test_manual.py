"""The manual and the README are true: their blocks are done as a reader does them."""

import json
import os
import re
import shlex
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from faulty import served
from flask import Flask
from manual import PAGES, PROJECT, Missing, Reader, blocks, fits

from mockserver.cli.main import COMMANDS, group
from mockserver.config.verify_file import read_verify_file

HAS_BROWSER = shutil.which("chromium") and find_spec("playwright")
DRIVER = Path(found.origin).parent / "driver" if (found := find_spec("playwright")) else None
NODE = DRIVER / "node" if DRIVER else shutil.which("node")
FOLLOWED = [each for each in PAGES if each.stem not in {"rules", "performance"}]
BLOCKS = [block for page in FOLLOWED for block in blocks(page)]
LANGUAGES = {"console", "yaml", "json", "python", "js", "toml"}


def name(value):
    return str(value.relative_to(PROJECT)) if isinstance(value, Path) else str(value)


def languages(*wanted):
    return pytest.mark.parametrize("block", [b for b in BLOCKS if b.language in wanted], ids=name)


def follow(reader, block):
    """Do what a block says."""
    if "file" in block.words:
        reader.write(block.words["file"], block.text)
    elif block.language == "python" and "browser" not in block.words:
        code, printed = reader.python(block.text)
        assert code == 0, f"{block}: {printed}"
    elif block.language == "console":
        *_, last = steps = list(block.steps)
        for step in steps:
            command, shown = step
            code, printed = reader.run(command)
            wanted = int(block.words.get("exit", "0")) if step is last else 0
            assert code == wanted, f"{block}: {command}: {printed}"
            assert not shown or fits(shown, printed), f"{block}: {command}: {printed}"


@pytest.mark.parametrize("page", FOLLOWED, ids=name)
def test_each_block_does_what_the_page_says(tmp_path, page):
    reader = Reader(tmp_path, page)
    missing = []
    try:
        for block in blocks(page):
            try:
                follow(reader, block)
            except Missing as told:
                missing.append(str(told))
    finally:
        reader.close()
    if missing:
        pytest.skip("; ".join(missing))


@pytest.mark.parametrize("block", [b for b in BLOCKS if "browser" in b.words], ids=name)
def test_each_block_for_a_browser_runs_beside_a_mock(tmp_path, block):
    if not HAS_BROWSER:
        pytest.skip("Chromium or Playwright is not installed, so blocks for them are not run")
    reader = Reader(tmp_path, block.page)
    try:
        reader.run("mockserver serve")
        code, printed = reader.python(block.text)
        assert code == 0, printed
    finally:
        reader.close()


def test_each_block_says_what_it_is():
    known = {"file", "exit", "browser", "actions", "gitlab", "pre-commit", "team", "accepted"}
    for block in BLOCKS:
        assert block.language in LANGUAGES, block
        assert block.words.keys() <= known, block


@languages("yaml")
def test_yaml_can_be_read(block):
    assert list(yaml.safe_load_all(block.text)), block


@languages("json")
def test_json_can_be_read(block):
    json.loads(block.text)


@languages("js")
def test_javascript_can_be_read(tmp_path, block):
    if NODE is None:
        pytest.skip("no Node.js is installed, so the syntax of JavaScript is not checked")
    path = tmp_path / "block.mjs"
    path.write_text(block.text, encoding="utf-8")
    checked = subprocess.run([NODE, "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


SHOP = """
    <title>Customers</title><p role="alert" hidden>The customers cannot be listed.</p>
    <script type="module">
      const answer = await fetch("MOCK/api/v1/customers");
      document.querySelector("p").hidden = answer.ok;
    </script>
"""


def for_playwright(folder, text):
    """A script for Playwright's runner: its exit code and what it prints."""
    package = folder / "node_modules/@playwright/test"
    package.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("playwright_test.mjs"), package / "index.mjs")
    (package / "package.json").write_text('{"main": "index.mjs", "type": "module"}')
    (folder / "block.mjs").write_text(text)
    core = {"PLAYWRIGHT_CORE": str(DRIVER / "package/index.mjs")}
    ran = subprocess.run(
        [NODE, "block.mjs"], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, **core, "CHROMIUM": shutil.which("chromium")},
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language == "js" and "@playwright/test" in b.text], ids=name
)
def test_each_block_for_playwright_passes_beside_a_mock_and_a_page(tmp_path, block):
    if not HAS_BROWSER:
        pytest.skip("Chromium or Playwright is not installed, so blocks for them are not run")
    reader = Reader(tmp_path, block.page)
    mock = reader.there("http://127.0.0.1:4010")
    shop = Flask("shop")
    shop.add_url_rule("/customers", "customers", lambda: SHOP.replace("MOCK", mock))
    try:
        reader.run("mockserver serve")
        with served(shop) as page:
            at = block.text.replace("http://localhost:3000", page)
            code, printed = for_playwright(tmp_path, reader.there(at))
        with urlopen(f"{mock}/api/v1/customers") as common:
            assert common.status == 200
    finally:
        reader.close()
    assert (code, printed) == (0, "passed: an empty answer is told\n")


@pytest.mark.parametrize("page", FOLLOWED, ids=name)
def test_the_files_of_a_page_are_read_by_our_own_readers(tmp_path, monkeypatch, page):
    """Each as the page leaves it: documents, fixtures, scenarios, levels, overlays, verify.yaml."""
    written = {b.words["file"]: b for b in blocks(page) if "file" in b.words}
    held = {path for path in written if path.startswith(("fixtures/", "contracts/", "openapi"))}
    if not held:
        return
    reader = Reader(tmp_path, page)
    for path in held:
        reader.write(path, written[path].text)
    monkeypatch.chdir(tmp_path)
    if "contracts/verify.yaml" in held:
        read_verify_file(Path("contracts/verify.yaml"), {})
    code, printed = reader.run("mockserver validate")
    assert code == 0, f"{name(page)}: {printed}"


def options(command):
    found = group.get_command(None, command)
    return {name for each in found.params for name in (*each.opts, *each.secondary_opts)}


@pytest.mark.parametrize("block", BLOCKS, ids=name)
def test_what_a_block_names_is_there(block):
    """Commands, their options, targets of make, inputs of the action: run or not."""
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    for line in block.text.replace("\\\n", " ").splitlines():
        if found := re.search(r"(?:^\$ |^ *- |/)mockserver ([a-z]+)(.*)", line):
            words = shlex.split(found[2].strip("'\""), comments=True)
            assert found[1] in COMMANDS, f"{block}: {line}"
            used = {each.partition("=")[0] for each in words if re.match(r"--?[a-zA-Z]", each)}
            assert used <= options(found[1]) | {"--help"}, f"{block}: {line}"
        if found := re.match(r"\$ make ([a-z-]+)", line):
            assert found[1] in targets, f"{block}: {line}"
    inputs = yaml.safe_load((PROJECT / "action.yml").read_text())["inputs"]
    assert "OWNER" not in block.text, f"{block} is right as it stands, or says what to put there"
    for step in re.findall(r"^- uses: (\./.*(?:\n +.*)*)", block.text, re.MULTILINE):
        (given,) = re.findall(r"with: (\{.*\})", step)
        assert set(yaml.safe_load(given)) <= set(inputs), block


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_what_is_there(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target and not target.startswith("/"):
            assert (page.parent / target).exists(), f"{name(page)}: {target}"
