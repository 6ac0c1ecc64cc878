"""Pipelines that the manual shows do what the page says, in a project of somebody."""

import re

import pytest
import yaml
from manual import PROJECT, Reader, blocks
from workflows import Runner

DOCS = PROJECT / "docs"
SHORT = "profile: short\nprofiles: {short: {phases: [replay]}}\n"
SERVICE = 'services: {service: {build: ., ports: ["8000:4010"]}}\n'


def block_of(page, word):
    (found,) = (each for each in blocks(DOCS / page) if word in each.words)
    return yaml.safe_load(found.text)


@pytest.fixture
def runner(tmp_path):
    reader = Reader(tmp_path, DOCS / "README.md", is_checkout=True)
    reader.write(".gitignore", ".*\n.venv\nbin\n")
    reader.write("contracts/verify.yaml", SHORT)
    runner = Runner(reader)
    runner.commit("main")
    yield runner
    reader.close()


def change(runner, before, after, name="openapi.yaml"):
    path = runner.folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_workflow_verifies_the_service_that_it_started(runner):
    runner.reader.write("compose.yaml", SERVICE)
    assert runner.steps(block_of("verify-ci.md", "actions")["steps"]) == 0, runner.printed
    assert "listening on http://127.0.0.1:8000" in runner.printed
    assert "no findings" in runner.printed
    assert (runner.folder / "verify.xml").read_text().startswith("<?xml")


def test_that_workflow_fails_where_the_service_breaks_a_promise(runner):
    runner.reader.write("compose.yaml", SERVICE)
    *before, verify = block_of("verify-ci.md", "actions")["steps"]
    assert runner.steps(before) == 0, runner.printed
    change(runner, "name: Brighton Mboya", "name: Somebody Else", "fixtures/customers.yaml")
    assert runner.steps([verify]) == 1, runner.printed
    assert re.search(r"::error file=openapi.yaml,line=", runner.printed)


def test_a_job_verifies_in_parts(runner):
    runner.reader.run("mockserver serve --port 8000")
    (job,) = block_of("verify-ci.md", "gitlab").values()
    codes = runner.job(job, {"SERVICE_URL": "http://127.0.0.1:8000"})
    assert codes == [0] * job["parallel"], runner.printed
    assert runner.printed.count("no findings") == job["parallel"]
    assert (runner.folder / job["artifacts"]["reports"]["junit"]).is_file()


def test_a_workflow_tells_what_a_pull_request_breaks(runner):
    steps = block_of("diff.md", "actions")["steps"]
    change(runner, "operationId: createCustomer", "operationId: create_customer")
    assert runner.steps(steps) == 0, runner.printed
    change(runner, "  /api/v1/customers:", "  /api/v2/customers:")
    assert runner.steps(steps) == 1, runner.printed
    assert "::error file=openapi.yaml" in runner.printed


def test_a_hook_checks_the_document_that_is_committed(runner):
    (repository,) = block_of("validate.md", "pre-commit")["repos"]
    (hook,) = repository["hooks"]
    assert runner.hook(PROJECT, hook["id"]) == 0, runner.printed
    change(runner, "openapi: 3.1", "openapi: 3.7")
    assert runner.hook(PROJECT, hook["id"]) == 1, runner.printed
