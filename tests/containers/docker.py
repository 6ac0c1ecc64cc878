"""``docker build``, ``docker run`` and ``docker compose up``."""

import argparse
import os
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import yaml

from containers.image import Wrong, read
from containers.running import Running


def docker(words, folder, network):
    """What a line asks for; an image of a name is known once it was built. Raises Wrong."""
    deed, *rest = words
    known = {"build": build, "run": run, "compose": compose}
    if deed not in known:
        raise Wrong(f"unknown command: docker {deed}")
    return known[deed](rest, Path(folder), network)


def build(words, folder, _):
    parser = argparse.ArgumentParser("docker build", allow_abbrev=False)
    parser.add_argument("-t", "--tag", required=True)
    parser.add_argument("context")
    asked = parser.parse_args(words)
    image = read(asked.context)
    place = folder / ".images" / asked.tag
    image.put(place)
    (place / ".dockerfile").write_text(str(Path(asked.context).resolve()))


def run(words, folder, network):
    parser = argparse.ArgumentParser("docker run", allow_abbrev=False)
    parser.add_argument("-p", "--publish", action="append", default=[])
    parser.add_argument("-v", "--volume", action="append", default=[])
    parser.add_argument("image")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args(words)
    place = folder / ".images" / asked.image
    if not place.is_dir():
        raise Wrong(f"Unable to find image '{asked.image}:latest' locally")
    image = read((place / ".dockerfile").read_text())
    named = {used: name for name, used in network.published.items()}
    for each in asked.publish:
        outside, inside = each.split(":")
        if named.get(inside, inside) != image.exposed:
            raise Wrong(f"nothing listens at port {inside} of the container")
        network.publish("it", outside, image.exposed)
    mounted = dict(each.split(":")[1::-1] for each in asked.volume)
    if not set(mounted) <= {image.workdir}:
        raise Wrong(f"nothing reads {set(mounted)} in the container")
    running = Running(folder, network)
    running.mock("it", image, asked.command, mounted.get(image.workdir, place))
    say_where(network, "it")
    running.stay()


def compose(words, folder, network):
    parser = argparse.ArgumentParser("docker compose", allow_abbrev=False)
    parser.add_argument("-f", "--file", default="compose.yaml")
    parser.add_argument("deed", choices=["up"])
    parser.add_argument("--build", action="store_true")
    parser.add_argument("-d", "--detach", action="store_true")
    asked = parser.parse_args(words)
    file = Path(asked.file).resolve()
    services = yaml.safe_load(interpolated(file.read_text(encoding="utf-8")))["services"]
    named = {used: name for name, used in network.published.items()}
    running = Running(folder, network)
    for name, service in services.items():
        for each in service.get("ports", ()):
            outside, inside = each.split(":")[-2:]
            network.publish(name, outside, named.get(inside, inside))
    needs = {name: each.get("depends_on", {}) for name, each in services.items()}
    for name in TopologicalSorter(needs).static_order():
        serve(running, name, services[name], file.parent)
    say_where(network, *services)
    if not asked.detach:
        running.stay()


def serve(running, name, service, folder):
    """Start one service as its file says."""
    command = [str(each) for each in service.get("command", ())]
    if "build" in service:
        image = read(folder / service["build"])
        environment = service.get("environment", {})
        running.mock(name, image, command, running.root(name, image), environment)
    elif service["image"].startswith("redis:"):
        running.redis(name, command)
    elif service["image"].startswith("nginx:"):
        (source,) = (each.split(":")[0] for each in service["volumes"])
        running.nginx(name, command, (folder / source).read_text(encoding="utf-8"))
    else:
        raise Wrong(f"nothing here stands for the image {service['image']}")


def interpolated(text):
    """The text with variables of the environment put in, as compose does it."""

    def value(found):
        given = os.environ.get(found["name"], "")
        if not given and found["how"] == ":?":
            raise Wrong(f"required variable {found['name']} is missing a value: {found['rest']}")
        return given or (found["rest"] if found["how"] == ":-" else "")

    return re.sub(r"\$\{(?P<name>\w+)(?:(?P<how>:[?-])(?P<rest>[^}]*))?\}", value, text)


def say_where(network, *names):
    """The address of what is published, as the programs in the containers say theirs."""
    for (name, _), port in network.ports.items():
        if name in names and port in network.published.values():
            sys.stdout.write(f"listening on http://127.0.0.1:{port}\n")
            sys.stdout.flush()
