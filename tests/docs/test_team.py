"""What the manual shows of a team's contracts/ is read by our own readers, and used."""

import base64
import json
import os
import subprocess
import sys

import pytest
import yaml
from faulty import served
from manual import PROJECT, blocks
from werkzeug.wrappers import Request, Response

from mockserver import Mock, create_app

PAGE = PROJECT / "docs/verify.md"
SECRETS = {"API_KEY": "k1", "API_PASSWORD": "p", "SECRET": "s3cret", "OTHER_KEY": "k2"}

TEAM = """
openapi: 3.1.0
info: {title: Pets of a team, version: '1'}
security: [{apiKey: []}]
paths:
  /health: {get: {security: [], responses: {'204': {description: Well.}}}}
  /report:
    get:
      operationId: report
      security: [{basic: []}]
      responses:
        '200': {description: It., content: {application/json: {schema: {type: object}}}}
        '401': {description: Who are you?}
  /public-pets:
    get:
      operationId: listPublicPets
      responses:
        '200':
          description: Those of all.
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
        '401': {description: Who are you?}
  /pets:
    post:
      operationId: addPet
      security: [{oauth: []}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '400': {description: Unfit.}
        '401': {description: Who are you?}
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: The pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '401': {description: Who are you?}
        '404': {description: Nobody.}
components:
  securitySchemes:
    apiKey: {type: apiKey, in: header, name: X-Key}
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /oauth/token, scopes: {}}}}
  schemas:
    Pet:
      type: object
      required: [name]
      properties: {id: {type: string, readOnly: true}, name: {type: string, minLength: 1}}
"""
PETS = "collection: /pets\nkey: id\nrecords: [{id: rex, name: Rex}, {id: tom, name: Tom}]\n"


def text_of(word):
    (found,) = (each for each in blocks(PAGE) if word in each.words)
    return found.text


class Service:
    """That of the team: each key has pets of its own, a token is used up after 20 requests."""

    def __init__(self, folder):
        (folder / "empty.yaml").write_text("collection: /pets\nkey: id\nrecords: []\n")
        mocks = {"k1": Mock.load(folder / "team.yaml", folder / "fixtures")}
        mocks["k2"] = Mock.load(folder / "team.yaml", folder / "empty.yaml")
        self.apps = {key: create_app(mock) for key, mock in mocks.items()}
        self.tokens, self.left, self.tenants = [], 0, set()

    def __call__(self, environ, start):
        request = Request(environ)
        if request.path == "/oauth/token":
            return self._token(request)(environ, start)
        self.tenants.add(request.headers.get("X-Tenant"))
        key = request.headers.get("X-Key", "")
        authorization = request.headers.get("Authorization", "")
        pair = base64.b64encode(b"ci:p").decode()
        if request.path.startswith(("/public-pets", "/pets/")):
            is_known = key in self.apps
        elif request.path == "/report":
            is_known = authorization == f"Basic {pair}"
        elif request.path == "/pets":
            self.left -= authorization == f"Bearer {self.tokens[-1] if self.tokens else None}"
            is_known = bool(self.tokens) and authorization == f"Bearer {self.tokens[-1]}"
            is_known = is_known and self.left >= 0
        else:
            is_known = True
        if not is_known:
            return Response(status=401)(environ, start)
        return self.apps.get(key, self.apps["k1"])(environ, start)

    def _token(self, request):
        wanted = {"grant_type": "client_credentials", "client_id": "ci", "client_secret": "s3cret"}
        if request.form.to_dict() != wanted:
            return Response(status=400)
        self.tokens.append(f"t{len(self.tokens)}")
        self.left = 20
        told = {"access_token": self.tokens[-1], "expires_in": 3600}
        return Response(json.dumps(told), content_type="application/json")


@pytest.fixture
def project(tmp_path):
    (tmp_path / "team.yaml").write_text(TEAM, "utf-8")
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures/pets.yaml").write_text(PETS, "utf-8")
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts/verify.yaml").write_text(text_of("team"), "utf-8")
    return tmp_path


def verify(project, url, *options):
    ran = subprocess.run(
        [sys.executable, "-m", "mockserver", "verify", url, "--spec", "team.yaml", *options],
        cwd=project, capture_output=True, text=True, check=False, env={**os.environ, **SECRETS},
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


def test_a_service_that_keeps_what_the_team_asks_for_is_green(project):
    service = Service(project)
    with served(service) as url:
        code, printed = verify(project, url)
    assert code == 0, printed
    assert "test" in service.tenants
    assert len(service.tokens) > 1
    assert "not verified: GET /health (The gateway answers it.)" in printed
    assert "off: unsupported-method, 0 findings (The gateway answers 403, ticket 12.)" in printed
    assert "trespass: no failures" in printed
    assert not [each for each in SECRETS.values() if len(each) > 2 and each in printed]


def test_a_service_that_shows_everybody_everything_is_told(project):
    service = Service(project)
    service.apps["k2"] = service.apps["k1"]
    with served(service) as url:
        code, printed = verify(project, url, "--profile", "smoke")
    assert code == 1, printed
    assert "GET /pets/{id}" in printed


def test_an_entry_that_nothing_is_found_for_is_told(project):
    (entry,) = yaml.safe_load(text_of("accepted"))["accepted"]
    (project / "contracts/baseline.yaml").write_text(text_of("accepted"), "utf-8")
    with served(Service(project)) as url:
        code, printed = verify(project, url)
    assert code == 0, printed
    told = f"{entry['rule']} at {entry['operation']} is not found any more; remove this entry"
    assert f"contracts/baseline.yaml:2:3: warning: {told}" in printed
