"""``kubectl create secret generic`` and ``kubectl apply``."""

import argparse
import json
import sys
from pathlib import Path

import yaml

from containers.image import Wrong, read
from containers.running import READY, Running


def kubectl(words, folder, network):
    """What a line asks for. Raises Wrong."""
    folder = Path(folder)
    if words[:3] == ["create", "secret", "generic"]:
        return create_secret(words[3:], folder)
    if words[:1] == ["apply"]:
        return apply(words[1:], folder, network)
    raise Wrong(f"unknown command: kubectl {words[0]}")


def create_secret(words, folder):
    parser = argparse.ArgumentParser("kubectl create secret generic", allow_abbrev=False)
    parser.add_argument("name")
    parser.add_argument("--from-literal", action="append", required=True)
    asked = parser.parse_args(words)
    values = dict(each.split("=", 1) for each in asked.from_literal)
    (folder / f".secret-{asked.name}.json").write_text(json.dumps(values))
    sys.stdout.write(f"secret/{asked.name} created\n")


def apply(words, folder, network):
    parser = argparse.ArgumentParser("kubectl apply", allow_abbrev=False)
    parser.add_argument("-f", "--filename", required=True)
    asked = parser.parse_args(words)
    files = sorted(Path(asked.filename).glob("*.yaml"))
    objects = [each for path in files for each in yaml.safe_load_all(path.read_text("utf-8"))]
    running = Running(folder, network)
    sets = [each for each in objects if each["kind"] in ("StatefulSet", "Deployment")]
    for each in sorted(sets, key=lambda one: one["kind"], reverse=True):  # state comes first
        (container,) = each["spec"]["template"]["spec"]["containers"]
        for number in range(each["spec"]["replicas"]):
            begin(running, served_as(objects, each), container, folder, number)
    for each in objects:
        sys.stdout.write(f"{each['kind'].lower()}/{each['metadata']['name']} created\n")


def served_as(objects, running):
    """The name of the service that leads to a set. Raises Wrong."""
    labels = running["spec"]["template"]["metadata"]["labels"]
    for each in objects:
        if each["kind"] == "Service" and each["spec"]["selector"].items() <= labels.items():
            return each["metadata"]["name"]
    raise Wrong(f"no Service selects {labels}")


def begin(running, name, container, folder, number):
    """Start one container, and wait until it is ready as its probe asks."""
    if container["image"].startswith("redis:"):
        running.redis(name, container["args"])
        return
    probe = container["startupProbe"]["httpGet"]
    ports = {each["name"]: str(each["containerPort"]) for each in container["ports"]}
    image = read(Path.cwd())
    if (probe["path"], ports[probe["port"]]) != (READY, image.exposed):
        raise Wrong(f"the probe {probe} asks for what the image has not")
    environment = {each["name"]: value_of(each, folder) for each in container["env"]}
    own = f"{name}-{number}"
    running.mock(own, image, container["args"], running.root(own, image), environment)


def value_of(variable, folder):
    """The value of a variable; a secret has to be there. Raises Wrong."""
    if "value" in variable:
        return variable["value"]
    wanted = variable["valueFrom"]["secretKeyRef"]
    path = folder / f".secret-{wanted['name']}.json"
    secret = json.loads(path.read_text()) if path.exists() else {}
    if wanted["key"] not in secret:
        raise Wrong(f"couldn't find key {wanted['key']} in Secret {wanted['name']}")
    return secret[wanted["key"]]
