"""Bodies that are no text."""

import gzip
import io
import wave
import zipfile

import pytest

from mockserver.generation.content import bytes_of
from mockserver.media import MediaType


def made(text):
    kind, _, name = text.partition("/")
    return bytes_of(MediaType(kind, name))


@pytest.mark.parametrize(
    ("media_type", "begin"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/gif", b"GIF89a"),
        ("image/svg+xml", b"<svg"),
        ("application/pdf", b"%PDF-"),
        ("audio/wav", b"RIFF"),
    ],
)
def test_a_body_begins_as_its_media_type_does(media_type, begin):
    assert made(media_type).startswith(begin)


def test_libraries_read_what_is_made():
    assert zipfile.ZipFile(io.BytesIO(made("application/zip"))).namelist() == []
    assert gzip.decompress(made("application/gzip")) == b""
    with wave.open(io.BytesIO(made("audio/wav"))) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (8000, 1)


@pytest.mark.parametrize("media_type", ["image/jpeg", "video/mp4", "font/woff2"])
def test_of_a_format_that_is_not_known_bytes_are_made_that_are_no_text(media_type):
    with pytest.raises(UnicodeDecodeError):
        made(media_type).decode()


@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "image/x+xml"])
def test_of_text_no_bytes_are_made(media_type):
    assert made(media_type) is None
