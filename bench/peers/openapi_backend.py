"""openapi-backend behind the HTTP server of Node.js, with mocks for all operations."""

from __future__ import annotations

from pathlib import Path

from bench.peer import Peer, Run, node, npm_package

_PACKAGE, _VERSION = "openapi-backend", "5.21.2"
_PROGRAM = """\
const http = require("http");
const { OpenAPIBackend } = require(process.argv[2]);
const json = { "Content-Type": "application/json" };
const tell = (response, status, value) => {
  response.writeHead(status, json);
  response.end(JSON.stringify(value));
};
const api = new OpenAPIBackend({
  definition: "api.json",
  handlers: {
    validationFail: (context, request, response) => tell(response, 400, context.validation),
    notFound: (context, request, response) => tell(response, 404, {}),
    notImplemented: (context, request, response) => {
      const { status, mock } = api.mockResponseForOperation(context.operation.operationId);
      tell(response, status, mock);
    },
  },
});
const answer = (request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    const { method, headers, url } = request;
    const [path, query] = url.split("?");
    api.handleRequest({ method, path, query, headers, body }, request, response);
  });
};
api.init().then(() => http.createServer(answer).listen(+process.argv[3], "127.0.0.1"));
"""


def install() -> None:
    """Fetch it."""
    npm_package(_PACKAGE, _VERSION)


def start(folder: Path, port: int) -> Run:
    """The command."""
    program = folder / "server.cjs"
    program.write_text(_PROGRAM, encoding="utf-8")
    return Run((str(node()), str(program), str(npm_package(_PACKAGE, _VERSION)), str(port)))


PEER = Peer("openapi-backend", lambda: _VERSION, start, install, "a library; checks what is sent")
