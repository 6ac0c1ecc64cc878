"""A Dockerfile: what it copies, and what its image starts."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path


class Wrong(Exception):
    """What the real program would refuse as well."""


@dataclass(frozen=True)
class Image:
    """What the last stage says; ``copied`` are the sources of all stages, ``brought`` its own."""

    folder: Path
    workdir: str
    entrypoint: list[str]
    command: list[str]
    exposed: str
    copied: list[str]
    brought: list[tuple[str, str]]

    def put(self, place):
        """What is in the image's working folder, anew."""
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for source, target in self.brought:
            into = place / target
            if (self.folder / source).is_dir():
                shutil.copytree(self.folder / source, into)
            else:
                shutil.copy(self.folder / source, into if into.suffix else into / source)


def read(folder):
    """The image of a Dockerfile whose sources are all there. Raises Wrong."""
    path = Path(folder) / "Dockerfile"
    if not path.is_file():
        raise Wrong(f"failed to read dockerfile: {path}")
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [each.split(None, 1) for each in text.replace("\\\n", " ").splitlines() if each.strip()]
    last = max(place for place, (word, _) in enumerate(lines) if word == "FROM")
    said = dict(lines[last:])
    copies = [(n, rest.split()) for n, (word, rest) in enumerate(lines) if word == "COPY"]
    local = [(n, words) for n, words in copies if not words[0].startswith("--from")]
    image = Image(
        path.parent,
        said["WORKDIR"],
        json.loads(said["ENTRYPOINT"]),
        json.loads(said["CMD"]),
        said["EXPOSE"],
        [source for _, words in local for source in words[:-1]],
        [(each, words[-1]) for n, words in local if n > last for each in words[:-1]],
    )
    missing = [each for each in image.copied if not (image.folder / each).exists()]
    if missing:
        raise Wrong(f"failed to calculate checksum: {missing[0]}: not found")
    return image
