"""A small implementation that keeps all promises of its document, and can be told to break them."""

import copy
import logging
import threading

import pytest
from flask import Flask, Response, json, request
from jsonschema import Draft202012Validator
from werkzeug.serving import make_server

from mockserver.verify.fuzz.engine import FuzzPlan, fuzz

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
BOOK = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "title": {"type": "string", "minLength": 1},
        "pages": {"type": "integer", "minimum": 1},
    },
}
BOOK_JSON = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}}}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Books", "version": "1"},
    "servers": [{"url": "https://example.com/not/here"}],
    "paths": {
        "/books": {
            "get": {
                "parameters": [LIMIT],
                "responses": {"200": {"description": "Some"}, "400": {"description": "No"}},
            },
            "post": {
                "requestBody": {"required": True, **BOOK_JSON},
                "responses": {
                    "201": {"description": "Made", **BOOK_JSON},
                    "400": {"description": "No"},
                },
            },
        },
        "/books/{id}": {
            "parameters": [ID],
            "get": {
                "responses": {
                    "200": {"description": "It", **BOOK_JSON},
                    "404": {"description": "None"},
                }
            },
            "delete": {
                "responses": {"204": {"description": "Gone"}, "404": {"description": "None"}}
            },
        },
    },
    "components": {"schemas": {"Book": BOOK}},
}


class Books:
    """The implementation. ``breaks`` change its answers, ``requests`` are those that came."""

    def __init__(self):
        self.records = {f"b{number}": {"id": f"b{number}", "title": "Old"} for number in range(3)}
        self.made = 0
        self.requests = []
        self.breaks = []
        self.url = ""
        self.stop = None
        self.app = Flask(__name__)
        self.app.add_url_rule("/v1/books", view_func=self.list, methods=["GET"])
        self.app.add_url_rule("/v1/books", view_func=self.create, methods=["POST"])
        self.app.add_url_rule("/v1/books/<path:key>", view_func=self.fetch, methods=["GET"])
        self.app.add_url_rule("/v1/books/<path:key>", view_func=self.delete, methods=["DELETE"])
        self.app.before_request(self.note)
        self.app.after_request(self.spoil)

    def note(self):
        ours = ("X-Schemathesis-Testcaseid", "Host")
        headers = tuple(sorted(line for line in request.headers if line[0] not in ours))
        target = request.environ["REQUEST_URI"]
        self.requests.append((request.method, target, headers, request.get_data()))

    def spoil(self, response):
        for change in self.breaks:
            response = change(response) or response
        return response

    def list(self):
        limit = request.args.get("limit", "1")
        return ("", 200) if limit.isascii() and limit.isdecimal() and int(limit) else ("", 400)

    def create(self):
        try:
            book = json.loads(request.get_data())
        except ValueError:
            return "", 400
        if not Draft202012Validator(BOOK).is_valid(book):
            return "", 400
        self.made += 1
        key = f"n{self.made}"
        self.records[key] = {**book, "id": key}
        return self.records[key], 201

    def fetch(self, key):
        return (self.records[key], 200) if key in self.records else ("", 404)

    def delete(self, key):
        return ("", 204) if self.records.pop(key, None) else ("", 404)


@pytest.fixture
def books(monkeypatch):
    """The books on loopback for the length of a test; ``stop`` ends them sooner."""
    monkeypatch.setattr(logging.getLogger("werkzeug"), "level", logging.ERROR)
    books = Books()
    server = make_server("127.0.0.1", 0, books.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()

    def stop():
        server.shutdown()
        thread.join()
        server.server_close()

    books.url, books.stop = f"http://127.0.0.1:{server.server_port}/v1", stop
    yield books
    if thread.is_alive():
        stop()


@pytest.fixture
def run(books):
    """Fuzz the books with few examples; returns all events."""

    def run(**options):
        defaults = {"base_url": books.url, "root": DOCUMENT, "location": "books.yaml"}
        return list(fuzz(FuzzPlan(**{**defaults, "max_examples": 5, **options})))

    return run


@pytest.fixture
def document():
    return copy.deepcopy(DOCUMENT)


@pytest.fixture
def answer():
    """Make a break that answers requests of some methods with a status, body or header."""

    def answer(status=200, body=None, methods=("GET", "POST", "DELETE"), **headers):
        def change(response: Response):
            if request.method in methods and response.status_code not in (405, 400):
                response = Response(body or response.get_data(), status, response.headers)
                response.headers.update(headers)
            return response

        return change

    return answer
