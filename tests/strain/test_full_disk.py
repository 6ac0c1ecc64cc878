"""A disk that is full: a sentence says so, nothing breaks, and with room all goes on."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from strain.clients import Client

from mockserver.errors import StoreError
from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange
from mockserver.journal.har import HarFile
from mockserver.journal.har_reading import read_har
from mockserver.store.opening import open_tables

MOMENT = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own, where one may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk):
    """Leave no room; the name of what takes it."""
    taken = disk / "taken"
    with taken.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096) == 4096:
                pass
        except OSError:
            pass
    return taken


def test_while_the_disk_of_the_store_is_full_nothing_breaks_and_with_room_all_is_well(serve, disk):
    server = serve("--state", f"sqlite:{disk / 'state.db'}")
    client = Client(server.port)
    made, refused = {}, []
    for number in range(400):
        status, record = client.ask("POST", "/things", {"name": f"{number}-" + "x" * 4000})
        if status != HTTPStatus.CREATED:
            refused.append((status, record))
            break
        made[record["id"]] = record
    [(status, problem)] = refused
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "the disk is full: make room and try again" in problem["detail"]
    assert {each["id"] for each in client.ask("GET", "/things")[1]} == {"first", *made}
    taken = next(iter(made))
    assert client.ask("PATCH", f"/things/{taken}", {"left": "y" * 60_000})[0] == status
    assert client.ask("GET", f"/things/{taken}")[1] == made[taken]
    subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
    status, record = client.ask("POST", "/things", {"name": "with room"})
    assert status == HTTPStatus.CREATED
    made[record["id"]] = record
    client.close()
    server.close()
    again = Client(serve("--state", f"sqlite:{disk / 'state.db'}").port)
    kept = {each["id"]: each for each in again.ask("GET", "/things")[1]}
    assert {name: kept[name] for name in made} == made
    assert "Traceback" not in server.log.read_text()
    again.close()


def test_a_store_that_cannot_begin_for_lack_of_room_says_so(disk):
    taken = fill(disk)
    with pytest.raises(StoreError, match=r"state\.db .*the disk is full: make room"):
        open_tables(f"sqlite:{disk / 'state.db'}").names()
    taken.unlink()
    tables = open_tables(f"sqlite:{disk / 'state.db'}")
    with tables.change() as edit:
        edit.put("things", "1", 1)
    assert tables.get("things", "1") == 1
    tables.close()


def exchange(text):
    return Exchange(
        moment=MOMENT,
        operation="",
        source="archive",
        request=Request("GET", "/things", "", Headers()),
        response=Response(200, Headers([("Content-Type", "text/plain")]), text.encode()),
    )


def test_an_archive_on_a_full_disk_stays_whole_and_goes_on_with_room(disk):
    path = disk / "went-by.har"
    archive = HarFile(path)
    archive.add(exchange("first"))
    taken = fill(disk)
    with pytest.raises(OSError, match="No space left"):
        archive.add(exchange("x" * 10_000))
    assert [each.response.body for each in read_har(path)] == [b"first"]
    taken.unlink()
    archive.add(exchange("last"))
    assert [each.response.body for each in read_har(path)] == [b"first", b"last"]


def cli(*arguments, folder):
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("report.json", ("--report", "json={file}")),
        ("accepted.yaml", ("--baseline", "{file}", "--update-baseline")),
    ],
)
def test_a_file_that_cannot_be_written_for_lack_of_room_is_as_it_was(folder, disk, name, options):
    file = disk / name
    before = json.dumps({"openapi.yaml": {}}) if "accepted" in name else "before"
    file.write_text(before)
    fill(disk)
    told = [each.replace("{file}", str(file)) for each in options]
    done = cli("validate", "openapi.yaml", *told, folder=folder)
    assert done.returncode == 2
    assert f"{name} cannot be written: No space left on device" in done.stderr
    assert file.read_text() == before
    assert sorted(each.name for each in disk.iterdir()) == sorted([name, "taken"])
