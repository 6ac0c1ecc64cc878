"""How the requests of Schemathesis are proven and sent: as all others of a run are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests
from schemathesis.auths import AuthContext, CachingAuthProvider
from schemathesis.engine.context import EngineContext
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER, HookContext
from schemathesis.transport.requests import SameHostRedirectsSession

from mockserver.transport import Credentials
from mockserver.verify.fuzz.plan import Aim
from mockserver.verify.sides.both import scalar_text

if TYPE_CHECKING:
    from schemathesis.generation.case import Case
    from schemathesis.schemas import APIOperation, BaseSchema


class Context(EngineContext):
    """A context whose sessions heed what they are told, and nothing that lies around.

    Of itself the client would take passwords from ``.netrc`` in the place of ours, and proxies for
    this machine (see ``unswayed``). ``heard`` is called with each answer, as it comes.
    """

    __slots__ = ("heard",)
    heard: Callable[[requests.Response], None]

    def get_session(
        self, *, operation: APIOperation[Any, Any, Any, Any] | None = None
    ) -> requests.Session:
        """The session of this thread."""
        session = super().get_session(operation=operation)
        session.hooks["response"] = [lambda answer, **_: self.heard(answer)]
        return session


@contextmanager
def unswayed() -> Iterator[None]:
    """While this lasts, no session of Schemathesis heeds what lies around.

    Its first requests, and those that a check sends without credentials, go through sessions that
    no context makes: a password of ``.netrc`` would let the latter in.
    """

    def made(session: requests.Session) -> None:
        requests.Session.__init__(session)
        session.trust_env = False

    SameHostRedirectsSession.__init__ = made  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        del SameHostRedirectsSession.__init__


@contextmanager
def aimed(schema: BaseSchema, aim: Aim) -> Iterator[None]:
    """While this lasts, requests of a schema go where ``aim`` lets them.

    Only hooks of all schemas are asked for that.
    """

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        del context, kwargs
        if case.operation.schema.raw_schema is schema.raw_schema:
            told = aim(case.operation.label, case.method, case.formatted_path)
            for name, value in told.items():
                case.path_parameters[name] = quote(scalar_text(value), safe="")

    hooks = GLOBAL_HOOK_DISPATCHER
    hooks.register_hook_with_name(before_call, "before_call")
    try:
        yield
    finally:
        hooks.unregister(before_call)


class Renewing(CachingAuthProvider[Credentials]):
    """Credentials that know themselves when they have run out; a 401 makes them anew."""

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(provider=self)
        self.credentials = credentials

    def get(self, case: Case[Any], context: AuthContext) -> Credentials:
        """Themselves."""
        del case, context
        return self.credentials

    def set(self, case: Case[Any], data: Credentials, context: AuthContext) -> None:
        """Put fields and parameters into a case, as they are now."""
        del context
        mine = data.of(case.method, case.operation.path)
        case.headers.update(mine.lines())
        case.query.update(mine.query())

    def invalidate(self) -> None:
        """They were refused."""
        self.credentials.renew()


def prove(schema: BaseSchema, credentials: Credentials | None) -> None:
    """Let a schema send credentials, where there are some."""
    if credentials is not None and (credentials.lines() or credentials.query()):
        schema.auth.providers.append(Renewing(credentials))
