"""Before anything is tested: does the target answer, and are the credentials such as it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mockserver import pointer as pointers
from mockserver.errors import DocumentError, TargetError, UsageError
from mockserver.http import Headers, Request, Response
from mockserver.spec.model import Operation, Spec
from mockserver.transport import Client, Credentials, Target, curl, diagnose, reach
from mockserver.verify.events import FailureFound
from mockserver.verify.evidence import Evidence
from mockserver.verify.recordings.recording import Passage
from mockserver.verify.target.credentials import key_field_names
from mockserver.verify.target.patience import ready
from mockserver.verify.target.sentences import Sentences

_UNAUTHORIZED = 401
_FORBIDDEN = 403
_REFUSED = (_UNAUTHORIZED, _FORBIDDEN)
_NOT_FOUND = 404
_REDIRECTS = (301, 302, 303, 307, 308)  # RFC 9110 §15.4
_GATEWAY = (502, 504)  # RFC 9110 §15.6.3, §15.6.5
Lines = tuple[tuple[str, str], ...]
_PROBES = 3
_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is asked before a run."""

    spec: Spec
    target: Target

    def ready(self, seconds: float = 0.0) -> None:
        """Wait for a target that says it is starting. Raises TargetError where none answers."""
        probe = next(self._probes(), None)
        with Client(self.target) as client:
            ready(lambda: _send(client, probe) if probe else None, seconds)

    def check(self) -> Iterator[FailureFound]:
        """Ask some operations that need no more than their path.

        Yields where a credential is required, and who sends none is let in. Raises UsageError when
        the credentials are refused, or nothing is found at the base URL but refusals and redirects
        that the document knows nothing of; TargetError where a gateway reaches nobody.
        """
        answers = self.admitted()
        self._insist(answers)
        for operation, answer in answers:
            if answer.is_success and is_guarded(operation):
                yield from self._unguarded(operation, answer)
                return

    def admitted(self) -> list[tuple[Operation, Response]]:
        """The answers to what is asked. Raises UsageError when the credentials are refused."""
        with Client(self.target) as client:
            asked = [(each, _send(client, each)) for each in self._probes()]
        answers = [(each, answer) for each, answer in asked if answer]
        guarded = [each for each in answers if is_guarded(each[0])]
        refused = [each for each, answer in guarded if answer.status == _UNAUTHORIZED]
        for operation in refused:
            if len(refused) == len(guarded) or self._suffice(operation):
                raise UsageError(self._sentences.refused(operation, _UNAUTHORIZED))
        if guarded and all(answer.status == _FORBIDDEN for _, answer in guarded):
            self._insist_known(guarded[0][0])
        return answers

    def _insist_known(self, operation: Operation) -> None:
        """Who is forbidden something is somebody at least. Raises UsageError for who is nobody."""
        with Client(self.target.bare) as client:
            answer = _send(client, operation, self._made_up(operation))
        if answer is not None and answer.status == _FORBIDDEN:
            raise UsageError(self._sentences.refused(operation, _FORBIDDEN))

    def _made_up(self, operation: Operation) -> Lines:
        """The fields that prove who asks, with what nobody has in them."""
        credentials = self.target.way.credentials
        sent = (*self.target.headers, *(credentials.lines() if credentials else ()))
        names = {"authorization", *(each.lower() for each in key_field_names(operation))}
        return tuple(
            (name, f"{scheme}{space}{text[::-1]}-")
            for name, value in sent
            if name.lower() in names
            for scheme, space, text in [value.rpartition(" ")]
        )

    def _insist(self, answers: Sequence[tuple[Operation, Response]]) -> None:
        """Not all answers may be such as tell nothing of the operation that was asked for."""
        sentences = self._sentences
        of_tls = [sentences.of_tls(*each) for each in answers]
        if of_tls and all(of_tls):
            raise UsageError(of_tls[0])
        if not answers or any(_tells(*each) for each in answers):
            return
        found = {answer.status for _, answer in answers}
        operation, answer = answers[0]
        if found <= {_NOT_FOUND}:
            raise UsageError(sentences.nothing(operation))
        if found <= {*_REFUSED}:
            raise UsageError(sentences.refused(operation, answer.status))
        if found <= {*_GATEWAY}:
            raise TargetError(sentences.behind(operation, answer.status))
        if found <= {*_REDIRECTS}:
            raise UsageError(sentences.elsewhere(operation, answer))

    def _probes(self) -> Iterator[Operation]:
        """Reading operations without anything that would have to be made up."""
        count = 0
        for operation in self.spec.operations:
            is_plain = operation.method == "GET" and "{" not in operation.template
            if count < _PROBES and is_plain and _needs_nothing(operation):
                count += 1
                yield operation

    @property
    def _wallets(self) -> tuple[Credentials, ...]:
        credentials = self.target.way.credentials
        return (credentials,) if credentials else ()

    @property
    def _sentences(self) -> Sentences:
        sent = (bool(each.lines() or each.query()) for each in self._wallets)
        return Sentences(self.target, is_proven=bool(self.target.headers) or any(sent))

    def _suffice(self, operation: Operation) -> bool:
        """Whether it ought to take the credentials; nobody knows of those in headers."""
        credentials = self.target.way.credentials
        return credentials is None or credentials.suffice(operation.method, operation.template)

    def _unguarded(self, operation: Operation, told: Response) -> Iterator[FailureFound]:
        """``told`` is the answer to what proves who asks, if anything does."""
        answer: Response | None = told
        if self._sentences.is_proven:
            with Client(self.target.bare) as client:
                answer = _send(client, operation)
        if answer is None or not answer.is_success:
            return
        yield FailureFound(
            phase="",
            operation=operation.label,
            check="ignored_auth",
            title="",
            message=f"answered {answer.status} without a credential, which the document requires",
            curl=curl(_request(operation), self.target.base_url),
            response=Evidence(
                self.target.headers, self._wallets, self.spec.credential_fields
            ).response(answer),
            status=answer.status,
            schema_pointer=pointers.text(operation.node.pointer),
            trail=(Passage(operation.label, _request(operation), answer),),
        )


def wait(target: Target, seconds: float, sleep: Callable[[float], None] = time.sleep) -> None:
    """Return as soon as the target takes connections. Raises TargetError when it never does."""
    waited = 0.0
    while True:
        try:
            reach(target)
        except TargetError:
            if waited >= seconds:
                raise
            sleep(_PAUSE)
            waited += _PAUSE
        else:
            return


def is_guarded(operation: Operation) -> bool:
    """Whether a credential has to be sent, and cannot be left out."""
    try:
        return bool(operation.security) and all(operation.security)
    except DocumentError:
        return False


def _tells(operation: Operation, answer: Response) -> bool:
    """Whether an answer comes of the operation, as far as one can know."""
    if answer.status not in (*_REFUSED, *_REDIRECTS, *_GATEWAY):
        return answer.status != _NOT_FOUND
    declared = operation.response(answer.status)
    return declared is not None and declared.pattern != "default"


def _needs_nothing(operation: Operation) -> bool:
    try:
        return not any(each.required for each in operation.parameters)
    except DocumentError:
        return False


def _request(operation: Operation, lines: Lines = ()) -> Request:
    return Request("GET", operation.template, headers=Headers((("Accept", "*/*"), *lines)))


def _send(client: Client, operation: Operation, lines: Lines = ()) -> Response | None:
    """The answer; None from a server that is there but gives none: that is for the run to tell."""
    try:
        return client.send(_request(operation, lines))
    except TargetError as error:
        trouble = diagnose(error)
        if trouble is None or not trouble.reached:
            raise
        return None
