"""``serve`` follows its files, shows its document, and passes operations on."""

import signal
import time
import urllib.request

PATIENCE = 20.0


def until(asked):
    """The first answer that is true, as long as anybody would wait."""
    end = time.monotonic() + PATIENCE
    while not (found := asked()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def ended(server):
    """What a server had said on stderr when it was stopped."""
    return server.end(signal.SIGTERM)[2]


def test_a_changed_file_is_served_without_a_word_from_anybody(project):
    server = project.serve("--quiet")
    assert server.get("/pets/ben")[0] == 404
    project.write("fixtures/pets.yaml", "records:\n- {id: ben, name: Ben}\n")
    assert until(lambda: server.get("/pets/ben")[0] == 200)
    assert "read again: Pets: " in ended(server)


def test_a_broken_file_is_told_with_its_line_and_the_old_mock_goes_on(project):
    server = project.serve("--quiet")
    before = server.get("/pets")
    project.write("fixtures/pets.yaml", "records: [")
    time.sleep(1.5)
    assert server.get("/pets") == before
    said = ended(server)
    assert "fixtures/pets.yaml:1:" in said
    assert "what was served is kept" in said


def test_files_may_be_let_be(project):
    server = project.serve("--quiet", "--reload", "off")
    project.write("fixtures/pets.yaml", "records:\n- {id: ben, name: Ben}\n")
    time.sleep(1.5)
    assert server.get("/pets/ben")[0] == 404


def test_what_is_wrong_with_the_document_is_told_while_it_is_served(project):
    project.write("broken.yaml", "openapi: 3.1.0\ninfo: {title: A}\npaths: {/a: {get: {}}}\n")
    server = project.serve("broken.yaml", "--quiet")
    time.sleep(2.5)
    said = ended(server)
    assert "broken.yaml:2:" in said
    assert "All of them: mockserver validate broken.yaml" in said


def test_what_an_overlay_does_wrong_is_told_at_its_line_when_it_changes(project):
    overlay = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n- target: $.info\n"
    project.write("ours.yaml", f"{overlay}  update: {{summary: Fine}}\n")
    server = project.serve("--quiet", "--overlay", "ours.yaml")
    project.write("ours.yaml", f"{overlay}  update: {{summary: 7}}\n")
    time.sleep(4)
    assert "ours.yaml:5:21" in ended(server)


def test_an_overlay_of_a_document_that_is_not_served_is_told(project):
    head = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\n"
    overlay = f"{head}actions: [{{target: $.info, update: {{summary: A}}}}]\nextends: "
    project.write("here.yaml", f"{overlay}openapi.yaml\n")
    project.write("there.yaml", f"{overlay}other.yaml\n")
    nowhere = overlay.replace("$.info", "$.nowhere").replace("extends: ", "")
    project.write("nowhere.yaml", nowhere)
    named = [f"--overlay={each}.yaml" for each in ("here", "there", "nowhere")]
    server = project.serve("--quiet", *named)
    said = ended(server)
    assert "there.yaml:4:10: warning: this overlay is for 'other.yaml' alone" in said
    assert "nowhere.yaml:3:20: warning: '$.nowhere' selects nothing" in said
    assert "here.yaml" not in said.replace("there.yaml", "").replace("nowhere.yaml", "")


def test_the_document_is_shown_beneath_docs(project):
    server = project.serve("--quiet")
    with urllib.request.urlopen(f"{server.address}/__docs/") as answer:
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert b"swagger-ui-bundle.js" in answer.read()
    status, document = server.get("/__docs/documents/openapi.yaml")
    assert (status, document["info"]["title"]) == (200, "Pets")


def test_operations_are_passed_to_an_upstream(project):
    real = project.serve("--quiet", "--records", "1", "--fixtures", "none")
    server = project.serve("--quiet", "--upstream", real.address, "--pass", "GET /pets")
    assert server.get("/pets") == real.get("/pets")
    assert server.get("/__admin/journal")[1]["exchanges"][0]["source"] == "upstream"
