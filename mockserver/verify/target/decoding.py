"""Answers that come packed although nobody asked for that (RFC 9110 §8.4)."""

from __future__ import annotations

import zlib
from dataclasses import replace

from mockserver.http import Request, Response
from mockserver.verify.sides.sides import Answer

_WINDOW = 32 + zlib.MAX_WBITS  # zlib finds out itself whether it is gzip or zlib


def unpacking(send: Answer) -> Answer:
    """The same, with the bodies of gzip and deflate as they are within; others are left."""
    return lambda request: _unpacked(send, request)


def _unpacked(send: Answer, request: Request) -> Response:
    response = send(request)
    coding = (response.headers.get("Content-Encoding") or "").strip().lower()
    if coding not in ("gzip", "x-gzip", "deflate") or not response.body:
        return response
    try:
        body = zlib.decompress(response.body, _WINDOW)
    except zlib.error:
        return response
    return replace(response, headers=response.headers.without("Content-Encoding"), body=body)
