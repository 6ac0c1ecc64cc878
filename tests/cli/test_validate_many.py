import signal

import pytest

FINE = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
NORWAY = FINE + "components:\n  schemas:\n    A: {type: string, default: NO}  # why\n"


def test_a_folder_stands_for_the_documents_in_it(folder):
    folder.write("apis/one.yaml", FINE)
    folder.write("apis/deep/two.json", '{"openapi": "3.1.0", "info": {}, "paths": {}}')
    folder.write("apis/notes.yaml", "a: 1\n")
    run = folder.call("validate", "apis")
    assert run.returncode == 1
    assert "apis/one.yaml: OpenAPI 3.1" in run.stdout
    assert "apis/deep/two.json: OpenAPI 3.1" in run.stdout
    assert "notes" not in run.stdout


def test_fix_writes_what_can_be_put_right_and_a_dry_run_only_shows_it(folder):
    folder.write("a.yaml", NORWAY)
    run = folder.call("validate", "a.yaml", "--fix", "--dry-run")
    assert run.returncode == 1
    assert "-    A: {type: string, default: NO}  # why\n" in run.stdout
    assert "+    A: {type: string, default: 'NO'}  # why\n" in run.stdout
    assert (folder.path / "a.yaml").read_text() == NORWAY
    run = folder.call("validate", "a.yaml", "--fix")
    assert run.stdout.endswith("a.yaml: fixed\nno findings\n")
    assert (folder.path / "a.yaml").read_text() == NORWAY.replace("NO", "'NO'")


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--dry-run",), "give --fix, too"),
        (("--watch", "--fix"), "leave out --fix"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(folder, flags, told):
    run = folder.call("validate", "api.yaml", *flags)
    assert run.returncode == 2
    assert told in run.stderr


def test_an_overlay_is_made_before_the_check_and_found_at_its_own_line(folder):
    pytest.importorskip("jsonpath")
    folder.write("fine.yaml", FINE)
    folder.write(
        "o.yaml",
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n"
        "- target: $.info\n  update: {contact: {email: nobody}}\n",
    )
    run = folder.call("validate", "fine.yaml", "--overlay", "o.yaml")
    assert run.returncode == 1
    assert run.stdout.startswith("o.yaml:5:29: error: `email` is 'nobody'")


def test_a_broken_overlay_is_a_finding(folder):
    folder.write("o.yaml", "overlay: 7\n")
    run = folder.call("validate", "api.yaml", "--overlay", "o.yaml")
    assert run.returncode == 1
    assert run.stdout.startswith("o.yaml:1:10: error: '7' is no version of overlays")


def test_watch_runs_again_after_each_change(tmp_path):
    from mockserver.cli.watching import watch

    path, runs = tmp_path / "a.yaml", []
    path.write_text("1")

    def run():
        runs.append(path.read_text() if path.exists() else None)
        return {str(path)}

    steps = iter(
        (lambda: None, lambda: path.write_text("two"), path.unlink, lambda: path.write_text("3"))
    )

    def wait():
        step = next(steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    with pytest.raises(KeyboardInterrupt):
        watch(run, wait)
    assert runs == ["1", "two", None, "3"]


def test_what_changes_while_a_run_goes_on_is_seen_after_it(tmp_path):
    from mockserver.cli.watching import watch

    path, runs = tmp_path / "a.yaml", []
    path.write_text("1")

    def run():
        runs.append(path.read_text())
        if len(runs) == 1:
            path.write_text("changed meanwhile")
        return {str(path)}

    def wait():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch(run, wait, {str(path)})
    assert runs == ["1", "changed meanwhile"]


def test_what_is_wrong_is_told_after_each_change_until_somebody_ends_it(folder):
    folder.write("fine.yaml", FINE)
    process = folder.begin("validate", "fine.yaml", "--watch")
    lines = iter(process.stdout.readline, "")
    next(line for line in lines if line == "no findings\n")
    folder.write("fine.yaml", FINE.replace("version", "versoin"))
    told = next(line for line in lines if "versoin" in line)
    assert told.startswith("fine.yaml:2:18: error: ")
    folder.write("fine.yaml", FINE)
    next(line for line in lines if line == "no findings\n")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0


def test_scenarios_are_checked_beside_the_fixtures(folder):
    folder.write("fine.yaml", FINE)
    folder.write(
        "fixtures/scenarios.yaml", "scenarios:\n  one:\n    rules:\n      - {delay: 200}\n"
    )
    run = folder.call("validate", "fine.yaml", "--fixtures", "fixtures")
    assert run.returncode == 1
    assert run.stdout.startswith("fixtures/scenarios.yaml:4:")
    assert "[scenario-malformed]" in run.stdout
    folder.write("levels.yaml", "scenario-malformed: warning\n")
    run = folder.call("validate", "fine.yaml", "--fixtures", "fixtures", "--levels", "levels.yaml")
    assert run.returncode == 0


@pytest.mark.parametrize("pattern", ["apis/*.yaml", "apis/**/*.yaml", "{path}/apis/o*.yaml"])
def test_a_pattern_that_no_shell_has_seen_to_stands_for_what_it_matches(folder, pattern):
    folder.write("apis/one.yaml", FINE)
    folder.write("apis/two.json", "{}")
    run = folder.call("validate", pattern.format(path=folder.path))
    assert run.stdout.endswith("apis/one.yaml: OpenAPI 3.1, 0 operations\nno findings\n")
    assert "two.json" not in run.stdout


def test_a_pattern_that_matches_nothing_is_told(folder):
    run = folder.call("validate", "apis/*.yaml")
    assert (run.returncode, run.stdout[:16]) == (1, "apis/*.yaml:1:1:")


def test_a_document_from_stdin_is_checked_with_the_line_at_fault(folder):
    text = FINE.replace("'1'", "1").replace("title: T", "title: 日本")
    run = folder.run("validate", "-", stdin=text)
    said = "`version` must be a string, but is the number 1; write it in quotes: '1'"
    assert run.returncode == 1
    assert run.stdout.splitlines()[:3] == [
        f"-:2:28: error: {said} [type-mismatch]",
        "    2 | info: {title: 日本, version: 1}",
        "      |                              ^",
    ]


@pytest.mark.parametrize("flag", ["--fix", "--watch"])
def test_what_comes_from_stdin_is_not_written(folder, flag):
    run = folder.run("validate", "-", flag, stdin=NORWAY)
    assert (run.returncode, "name a file" in run.stderr) == (2, True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_fix_keeps_the_encoding_and_the_line_ends_of_a_file(folder, encoding):
    text = NORWAY.replace("\n", "\r\n")
    (folder.path / "a.yaml").write_bytes(text.encode(encoding))
    assert folder.call("validate", "a.yaml", "--fix").returncode == 0
    fixed = (folder.path / "a.yaml").read_bytes()
    assert fixed == text.replace("NO", "'NO'").encode(encoding)
