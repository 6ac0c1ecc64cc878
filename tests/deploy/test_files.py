"""The files that a mock is deployed with, held against what reads them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
READY = "/__admin/ready"


def beside_python(name):
    """A command that a package brought along."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        pytest.skip(f"{name} is not installed: its package has none for this machine")
    return str(path)


def told(*command):
    """What a command says, run in the project."""
    return subprocess.run(command, cwd=PROJECT, capture_output=True, check=False, text=True)


def test_the_dockerfile_has_no_known_fault():
    hadolint = beside_python("hadolint")
    done = subprocess.run(
        [hadolint, PROJECT / "Dockerfile"], capture_output=True, check=False, text=True
    )
    assert (done.stdout, done.returncode) == ("", 0)


def test_what_the_dockerfile_copies_is_there_and_let_in():
    lines = (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
    named = [each for each in copied if not each.startswith(("--", "/opt"))]
    let_in = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert len(named) >= 7
    assert [each for each in named if not (PROJECT / each).exists()] == []
    assert [each for each in named if f"!{each}" not in let_in] == []


def test_the_container_is_nobody_in_particular_and_says_how_it_is():
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    last = text.rpartition("\nFROM ")[2]
    assert "\nUSER 10001\n" in last
    assert f"http://127.0.0.1:4010{READY}" in last


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_kubernetes_knows_every_field_of_a_manifest(path):
    command = beside_python("kubernetes-validate")
    done = told(command, "--strict", path)
    count = sum(1 for _ in yaml.safe_load_all(path.read_text(encoding="utf-8")))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (done.stdout + done.stderr).count(" passed for resource ") == count


def test_compose_and_kubernetes_start_the_mock_with_options_that_it_has():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert services["mock-1"] == services["mock-2"]
    deployment = next(yaml.safe_load_all(MANIFESTS[0].read_text(encoding="utf-8")))
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    for arguments in (services["mock-1"]["command"], container["args"]):
        done = told(
            *(sys.executable, "-m", "mockserver", *arguments[:1]),
            *("--port", "-1", *arguments[1:]),
        )
        assert done.returncode == 2
        assert "-1" in done.stderr  # the port, which is the only thing wrong


def test_nginx_reads_its_file(tmp_path):
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed: apt-get install nginx")
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for name in ("mock-1", "mock-2"):
        text = text.replace(name, "127.0.0.1")
    (tmp_path / "nginx.conf").write_text(text)
    done = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", "nginx.conf"],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_nobody_is_told_to_scrape_what_asks_for_a_token():
    """Annotations carry no credentials, and the metrics are for whoever has the token."""
    texts = [path.read_text(encoding="utf-8") for path in MANIFESTS]
    assert "MOCKSERVER_ADMIN_TOKEN" in "".join(texts)
    assert "prometheus.io/" not in "".join(texts)
