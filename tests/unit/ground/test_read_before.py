"""What was read before is read as before: the same value, the same places, from nobody else."""

import json
import os
import stat

import pytest

from mockserver.errors import DocumentError
from mockserver.source import ReadBefore, parse, read_before

LINES = "".join(f"  key{number}: {{a: [1, 2.5, null, 'é'], b: true}}\n" for number in range(4000))
TEXT = f"openapi: 3.1.0\nparts:\n{LINES}"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "api.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "mockserver"


@pytest.fixture
def parsed(monkeypatch):
    """The files whose texts were read by the parser."""
    seen = []

    def noted(text, file):
        seen.append(file)
        return parse(text, file)

    monkeypatch.setattr(read_before, "parse", noted)
    return seen


def entries(folder):
    return sorted(folder.glob("*.json"))


def test_the_second_time_the_same_document_comes_without_parsing(file, folder, parsed):
    first, second = (ReadBefore(folder).load(file) for _ in range(2))
    assert parsed == [str(file)]
    assert (second.file, second.text, second.root, second.faults) == (
        first.file,
        first.text,
        first.root,
        (),
    )
    assert list(second.root["parts"]) == list(first.root["parts"])
    for place in [(), ("parts", "key7", "a", 3), ("parts", "key3999", "b"), ("parts", "no", "x")]:
        assert second.origin(place) == first.origin(place)
        assert second.key_origin(place) == first.key_origin(place)
        assert second.raw(place) == first.raw(place)


def test_another_text_or_another_kind_of_name_is_read_anew(file, folder, parsed):
    ReadBefore(folder).load(file)
    file.write_text(TEXT.replace("key7:", "kez7:"), encoding="utf-8")
    assert "kez7" in ReadBefore(folder).load(file).root["parts"]
    text = json.dumps({"parts": {str(number): None for number in range(9000)}})
    for name in ("a.yaml", "a.json"):
        (file.parent / name).write_text(text, encoding="utf-8")
        assert len(ReadBefore(folder).load(file.parent / name).root["parts"]) == 9000
    assert len(parsed) == 4


def test_folder_and_entries_are_the_users_alone(file, folder):
    ReadBefore(folder).load(file)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(each.stat().st_mode) for each in entries(folder)] == [0o600]


@pytest.mark.parametrize("mode", [0o777, 0o750, 0o705])
def test_a_folder_that_is_open_to_others_is_left_alone(file, folder, parsed, mode):
    folder.mkdir(parents=True)
    folder.chmod(mode)
    for _ in range(2):
        assert ReadBefore(folder).load(file).root["openapi"] == "3.1.0"
    assert len(parsed) == 2
    assert entries(folder) == []


def test_what_a_link_leads_to_is_not_believed(file, folder, parsed, tmp_path):
    ReadBefore(folder).load(file)
    (entry,) = entries(folder)
    (tmp_path / "planted.json").write_text('{"openapi": "planted"}')
    entry.unlink()
    entry.symlink_to(tmp_path / "planted.json")
    assert ReadBefore(folder).load(file).root["openapi"] == "3.1.0"
    assert len(parsed) == 2


def test_the_entries_of_another_user_are_not_believed(file, folder, parsed, monkeypatch):
    ReadBefore(folder).load(file)
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    ReadBefore(folder).load(file)
    assert len(parsed) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"1" * 9000])
def test_a_broken_entry_is_written_anew(file, folder, parsed, content):
    ReadBefore(folder).load(file)
    (entry,) = entries(folder)
    entry.write_bytes(content)
    for _ in range(2):
        assert ReadBefore(folder).load(file).root["openapi"] == "3.1.0"
    assert len(parsed) == 2


def test_marks_of_another_text_are_not_believed(file, folder, parsed):
    read = ReadBefore(folder).load(file)
    (entry,) = entries(folder)
    value, _, marks = entry.read_bytes().partition(b"\n")
    for told in (b"", marks[:-4], marks + marks, marks[1:]):
        entry.write_bytes(value + b"\n" + told)
        again = ReadBefore(folder).load(file)
        place = ("parts", "key3999", "b")
        assert again.origin(place) == read.origin(place)
    assert len(parsed) == 1


def test_what_is_shared_in_a_text_is_shared_the_next_time_too(file, folder, parsed):
    shared = "shared: &one {a: 1, c: [&two {b: 2}, *two]}\nagain: *one\n"
    file.write_text(shared + TEXT, encoding="utf-8")
    first, second = (ReadBefore(folder).load(file) for _ in range(2))
    assert second.root == first.root
    assert second.root["again"] is second.root["shared"]
    assert (len(parsed), entries(folder)) == (2, [])


def test_a_folder_that_cannot_be_made_is_done_without(file, tmp_path, parsed):
    (tmp_path / "taken").write_text("")
    for _ in range(2):
        assert ReadBefore(tmp_path / "taken" / "mockserver").load(file).root["openapi"] == "3.1.0"
    assert len(parsed) == 2


def test_documents_with_faults_and_short_ones_are_not_kept(file, folder):
    file.write_text("openapi: 3.1.0\n", encoding="utf-8")
    ReadBefore(folder).load(file)
    file.write_text(TEXT + "  key1: again\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(DocumentError):
            ReadBefore(folder).load(file)
    assert not folder.exists() or entries(folder) == []


def test_the_oldest_entries_go(file, folder, monkeypatch):
    monkeypatch.setattr(read_before, "MOST", 3)
    for number in range(5):
        file.write_text(f"{TEXT}  last{number}: 1\n", encoding="utf-8")
        ReadBefore(folder).load(file)
        for each in entries(folder):  # so that they differ in age on any clock
            known = each.stat()
            os.utime(each, ns=(known.st_atime_ns - 10**9, known.st_mtime_ns - 10**9))
    assert len(entries(folder)) == 3
