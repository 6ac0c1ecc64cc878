"""A mock against a plain model of it: any requests, in the common world and two sessions at once.

The model is a dict for each world: a session has a copy of the common one from when it began.
"""

import copy
import json

from builder import spec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mockserver.http import Headers, Request
from mockserver.mock import Mock, Options

DOCUMENT = spec("""
openapi: 3.1.0
info: {title: Boats, version: '1'}
paths:
  /boats:
    get:
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/Boat'}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/Boat'}}}}
      responses: {'201': {content: {application/json: {schema: {$ref: '#/Boat'}}}}}
  /boats/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/Boat'}}}}, '404': {}}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/Boat'}}}}
      responses: {'200': {content: {application/json: {schema: {$ref: '#/Boat'}}}}, '404': {}}
    patch:
      requestBody: {content: {application/merge-patch+json: {schema: {type: object}}}}
      responses: {'200': {content: {application/json: {schema: {$ref: '#/Boat'}}}}, '404': {}}
    delete: {responses: {'204': {}, '404': {}}}
  /boats/{id}/crew:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/Sailor'}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/Sailor'}}}}
      responses: {'201': {content: {application/json: {schema: {$ref: '#/Sailor'}}}}, '409': {}}
  /boats/{id}/crew/{name}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: integer}}
    - {name: name, in: path, required: true, schema: {type: string}}
    get:
      responses: {'200': {content: {application/json: {schema: {$ref: '#/Sailor'}}}}, '404': {}}
    delete: {responses: {'204': {}, '404': {}}}
Boat:
  type: object
  required: [id, name]
  properties:
    id: {type: integer, readOnly: true}
    name: {type: string}
    sails: {type: [integer, 'null']}
Sailor:
  type: object
  required: [name]
  properties: {name: {type: string}, rank: {type: string}}
""")
LISTED = 2
WORLDS = st.sampled_from(["", "a", "b"])
KEYS = st.integers(1, 6)
NAMES = st.sampled_from(["Ada", "Ben", "Cleo"])
BOATS = st.fixed_dictionaries({"name": st.text(max_size=3)}, optional={"sails": st.integers(0, 9)})
PATCHES = st.dictionaries(
    st.sampled_from(["name", "id"]), st.sampled_from(["x", "y"]), max_size=2
) | st.fixed_dictionaries({"sails": st.integers(0, 9) | st.none()})


class Model:
    """What one world holds: boats and the crew of each, with strict keys."""

    def __init__(self, boats, crews):
        self.boats = boats
        self.crews = crews
        self.last = LISTED


class MockAndModel(RuleBasedStateMachine):
    """Asks both the same and compares what they say."""

    @initialize()
    def begin(self):
        self.mock = Mock(DOCUMENT, options=Options(strict=True, records=LISTED))
        boats = {row["id"]: row for row in self.ask("", "GET", "/boats")[1]}
        crews = {
            key: {row["name"]: row for row in self.ask("", "GET", f"/boats/{key}/crew")[1]}
            for key in boats
        }
        self.models = {"": Model(boats, crews)}

    def ask(self, world, method, path, body=None, media_type="application/json"):
        lines = [("X-Mock-Session", world)] if world else []
        content = b"" if body is None else json.dumps(body).encode()
        headers = Headers([*lines, *([("Content-Type", media_type)] if content else [])])
        response = self.mock.respond(Request(method, path, "", headers, content))
        is_json = response.status < 400 and response.body
        return response.status, json.loads(response.body) if is_json else None

    def of(self, world):
        """The model of a world; a session begins as a copy of the common one."""
        if world not in self.models:
            self.ask(world, "GET", "/boats")
            self.models[world] = copy.deepcopy(self.models[""])
        return self.models[world]

    @rule(world=WORLDS, boat=BOATS)
    def create(self, world, boat):
        model = self.of(world)
        model.last += 1
        made = {"id": model.last, **boat}
        assert self.ask(world, "POST", "/boats", boat) == (201, made)
        model.boats[model.last] = made
        found = self.ask(world, "GET", f"/boats/{model.last}/crew")[1]
        model.crews[model.last] = {row["name"]: row for row in found}

    @rule(world=WORLDS, key=KEYS)
    def fetch(self, world, key):
        expected = self.of(world).boats.get(key)
        status, found = self.ask(world, "GET", f"/boats/{key}")
        assert (status, found) == (200 if expected else 404, expected)

    @rule(world=WORLDS, key=KEYS, boat=BOATS)
    def replace(self, world, key, boat):
        model = self.of(world)
        expected = {"id": key, **boat} if key in model.boats else None
        status, found = self.ask(world, "PUT", f"/boats/{key}", boat)
        assert (status, found) == (200 if expected else 404, expected)
        if expected:
            model.boats[key] = expected

    @rule(world=WORLDS, key=KEYS, patch=PATCHES)
    def change(self, world, key, patch):
        model = self.of(world)
        kind = "application/merge-patch+json"
        status, found = self.ask(world, "PATCH", f"/boats/{key}", patch, kind)
        if key not in model.boats:
            assert (status, found) == (404, None)
            return
        merged = {**model.boats[key], **patch, "id": key}
        if patch.get("sails", 0) is None:
            del merged["sails"]
        assert (status, found) == (200, merged)
        model.boats[key] = merged

    @rule(world=WORLDS, key=KEYS)
    def delete(self, world, key):
        model = self.of(world)
        status, _ = self.ask(world, "DELETE", f"/boats/{key}")
        assert status == (204 if model.boats.pop(key, None) else 404)

    @rule(world=WORLDS, key=KEYS, name=NAMES)
    def hire(self, world, key, name):
        model = self.of(world)
        status, found = self.ask(world, "POST", f"/boats/{key}/crew", {"name": name})
        if key not in model.boats:
            assert (status, found) == (404, None)
        elif name in model.crews[key]:
            assert (status, found) == (409, None)
        else:
            assert (status, found) == (201, {"name": name})
            model.crews[key][name] = found

    @rule(world=WORLDS, key=KEYS, name=NAMES)
    def dismiss(self, world, key, name):
        model = self.of(world)
        status, _ = self.ask(world, "DELETE", f"/boats/{key}/crew/{name}")
        known = key in model.boats and model.crews[key].pop(name, None)
        assert status == (204 if known else 404)

    @rule(world=WORLDS)
    def reset(self, world):
        model = self.of(world)
        self.mock.sessions.reset(world)
        if world:
            self.models[world] = copy.deepcopy(self.models[""])
            return
        fresh = MockAndModel()
        fresh.begin()
        self.models[""] = fresh.models[""]
        assert model is not self.models[""]

    @invariant()
    def every_world_holds_what_its_model_holds(self):
        for world, model in getattr(self, "models", {}).items():
            listed = self.ask(world, "GET", "/boats")[1]
            assert sorted(listed, key=str) == sorted(model.boats.values(), key=str), world
            for key in model.boats:
                crew = self.ask(world, "GET", f"/boats/{key}/crew")[1]
                assert sorted(crew, key=str) == sorted(model.crews[key].values(), key=str), world


MockAndModel.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestMockAndModel = MockAndModel.TestCase
