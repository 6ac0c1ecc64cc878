"""The replay of recorded traffic: each request in its order, each answer judged and compared."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from mockserver.collection import Action
from mockserver.errors import TargetError
from mockserver.finding import Finding, Severity
from mockserver.http import Request, Response
from mockserver.pointer import at
from mockserver.spec.model import Spec
from mockserver.transport import Client, Target, curl, diagnose
from mockserver.verify.conclusion import IDLE, Conclusion, gone
from mockserver.verify.events import LeftBehind
from mockserver.verify.evidence import Evidence
from mockserver.verify.interruption import deferred
from mockserver.verify.judging.answers import Answers
from mockserver.verify.recordings.recording import Traffic
from mockserver.verify.sides.both import value_of
from mockserver.verify.sides.sides import Sides
from mockserver.verify.target.leftovers import TIDYING, unremoved
from mockserver.verify.traffic.afresh import afresh
from mockserver.verify.traffic.judging import Judging
from mockserver.verify.traffic.ledger import Ledger
from mockserver.verify.traffic.mark import ERROR, INFO, WARNING, Mark, folded
from mockserver.verify.traffic.memory import Known, Memory
from mockserver.verify.traffic.recorded import Judge, Recorded, Tape
from mockserver.verify.traffic.records import Relating, key_of
from mockserver.verify.traffic.renaming import Renaming, is_redacted
from mockserver.verify.traffic.sending import Sender, unsendable
from mockserver.verify.traffic.statuses import Statuses

_CONFLICT = 409
_GONE = (404, 410)  # RFC 9110 §15.5.5, §15.5.11
_ADMISSION = (401, 403)  # RFC 9110 §15.5.2, §15.5.4
_TICK = 0.005  # seconds: moments in milliseconds are told apart then
_STEPS = 3
_LISTED = 3
_UNTESTED = "no recorded request was answered with success, so nothing was tested"
_READ_ONLY = (
    "it writes; --allow-writes, --adopt or a reset option lets verify write to a target beyond "
    "this machine"
)


@dataclass(frozen=True, slots=True)
class Replaying:
    """What to replay where; the words are those of ``Plan``."""

    spec: Spec
    target: Target
    judge: Judge
    settle: float = 0.0
    seed: int = 1
    nonce: str = ""
    max_time: float | None = None
    max_response_time: float | None = None
    is_seeded: bool = False
    is_own: bool = True
    read_only: bool = False
    read_only_by: str = ""
    selected: frozenset[str] | None = None


def replay(plan: Replaying, tape: Tape) -> Conclusion:
    """Send what was recorded. Raises TargetError when nothing answers, UsageError for a file.

    What was found before a target went away is kept.
    """
    bare = replace(plan.target, headers=(), way=replace(plan.target.way, credentials=None))
    with Client(replace(plan.target, headers=())) as client, Client(bare) as stranger:
        playback = Playback(plan, tape, client.send, stranger.send)
        reason = playback.run()
    return playback.conclusion(reason)


class Playback:
    """One run through the traffic; ``bare`` asks without the credentials of the target."""

    def __init__(
        self,
        plan: Replaying,
        tape: Tape,
        send: Callable[[Request], Response],
        bare: Callable[[Request], Response],
    ) -> None:
        self.plan = plan
        self.tape = tape
        self._ask = send
        self._ask_bare = bare
        headers, credentials = plan.target.headers, plan.target.way.credentials
        wallets = (credentials,) if credentials else ()
        self._shown = Evidence(headers, wallets, plan.spec.credential_fields)
        traffic = Traffic(tuple(map(str, tape.files)), tape.base_url)
        self.ledger = Ledger(self._shown, traffic)
        self._trouble, self._is_silent = "", False
        self._left = LeftBehind()
        self.memory = Memory(tape.owners)
        bases = {each.base_url for each in tape.selections.values()}
        self.renaming = Renaming(plan.target.base_url, bases)
        self.sender = Sender(headers, self.renaming, self.memory, credentials)
        self.judging = Judging(
            plan.target.base_url,
            plan.judge,
            Answers(self._shown.secrets),
            self.memory,
            self.renaming,
            Relating(self.renaming, plan.is_seeded, plan.is_own, self.memory.alike),
            Statuses(self.memory, plan.is_seeded, plan.is_own),
        )

    def run(self) -> str:
        """Replay everything; why it ended. What was made is deleted, whoever ends it."""
        with deferred() as interruption:
            try:
                return self._run(interruption.heed)
            except KeyboardInterrupt:
                return "interrupted"
            except TargetError as error:
                if not self.ledger.requests:
                    raise
                self._trouble = str(gone(self.plan.target.base_url, error))
                return "unreachable"
            finally:
                self._clean_up()

    def _run(self, heed: Callable[[], None]) -> str:
        limit = self.plan.max_time
        end = float("inf") if limit is None else time.monotonic() + limit
        for recorded in self.tape:
            heed()
            if time.monotonic() > end:
                return "max_time"
            if self.plan.selected is None or recorded.operation.label in self.plan.selected:
                self._replay(recorded)
        if self._is_silent:
            self._insist_there()
        return "completed"

    def _insist_there(self) -> None:
        """What gives no answer at the end may be gone. Raises TargetError then."""
        try:
            self._ask(Request("GET", "/"))
        except TargetError as error:
            trouble = diagnose(error)
            if trouble is None or not trouble.reached:
                raise

    def _clean_up(self) -> None:
        """Delete what was made and not deleted, the last first, where the document has a way.

        A target that no longer answers is left alone, and so is one that takes long.
        """
        end = time.monotonic() + TIDYING
        there = [each for each in reversed(self.judging.made) if not each.is_gone]
        removals = [(each, self._removal(each)) for each in there]
        kept = Counter(each.collection.path for each, removal in removals if removal is None)
        requests = [(removal, None) for _, removal in removals if removal is not None]
        left = tuple(unremoved(Sides(self._ask, self._ask), requests, end))
        self._left = LeftBehind(left, {} if self.plan.is_seeded else kept)

    def _removal(self, known: Known) -> Request | None:
        """What deletes a record; None where nothing does."""
        found = ((o, p) for o, p in known.collection.parts.items() if p.action is Action.DELETE)
        operation, part = next(found, (None, None))
        if operation is None or part is None:
            return None
        keys = dict(zip(part.parents, known.identity[1], strict=False))
        keys[part.key_parameter] = known.identity[2]
        return self.sender.deletion(operation, keys)

    def conclusion(self, reason: str) -> Conclusion:
        """What all of it comes to."""
        found = [*self.ledger.findings(self.plan.seed), *self._left_out()]
        if not self.ledger.successes and not any(e.severity is Severity.ERROR for e in found):
            found.insert(0, Finding(IDLE, Severity.ERROR, f"{_UNTESTED}"))
        statuses = {label: dict(counts) for label, counts in self.ledger.statuses.items()}
        return Conclusion(
            tuple(found),
            statuses,
            self.ledger.requests,
            reason,
            trouble=self._trouble,
            left=self._left,
        )

    def _left_out(self) -> Iterator[Finding]:
        """What is in the files and not of this API, each told once."""
        names = self.tape.undeclared
        if names:
            count = sum(map(len, names.values()))
            shown = [f"{name} ({places[0]})" for name, places in list(names.items())[:_LISTED]]
            more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
            told = f"{count} recorded request{'s are' if count > 1 else ' is'} not in the document"
            yield Finding(
                "traffic-undeclared", INFO, f"{told} and so not replayed: {', '.join(shown)}{more}"
            )
        for file, selection in self.tape.selections.items():
            if selection.left_out:
                told = f"{file}: only what is below {selection.base_url} was replayed"
                yield Finding("traffic-elsewhere", INFO, f"{told}; not {selection.left_out}")

    # One exchange

    def _replay(self, recorded: Recorded) -> None:
        reason = self._withheld(recorded)
        if reason:
            self.ledger.withhold(reason, recorded)
            self._forget(recorded)
            return
        if not recorded.is_safe:
            time.sleep(_TICK)
        request = self.sender.request(recorded)
        found = self._asked(recorded, request)
        if found is None:
            return
        request, response = found
        self.ledger.count(recorded, response.status)
        marks = [*self.judging.marks(recorded, response)]
        if recorded.is_safe and any(each.severity is ERROR for each in marks):
            self.judging.relating.seen.clear()
            marks = self._again(recorded, request, marks)
        self.judging.relating.settle()
        for mark in folded(marks):
            self.ledger.add(mark, recorded, self._curls(recorded, request), response)
        if recorded.is_success and response.status == recorded.status:
            self._complain(recorded, request)
        self.sender.learn(recorded.exchange.response, response)
        self._remember(recorded, request, response)

    def _withheld(self, recorded: Recorded) -> str:
        """Why a request may not, or cannot, be sent; empty where it can."""
        if self.plan.read_only and not recorded.is_safe:
            asked = self.plan.read_only_by
            return f"it writes, and {asked} asks for what reads alone" if asked else _READ_ONLY
        if name := unsendable(recorded.request.headers):
            return f"HTTP has no way to send its header {name}"
        if recorded.lacks_request_body and not recorded.is_safe:
            return "the archive does not hold what was sent"
        own = self.memory.own(recorded)
        is_harmful = recorded.request.method == "DELETE" and not self.plan.is_own
        if is_harmful and not (own and own.is_made):
            return "it deletes a record that was not made here; a reset option lets it"
        if any(each.is_absent for each in self.memory.above(recorded)):
            return "it is about a record that is not there"
        return self._credential(recorded)

    def _credential(self, recorded: Recorded) -> str:
        """What is missing, and has to be given."""
        lacking = self.sender.lacking(recorded)
        if lacking and recorded.status in _ADMISSION:
            return f"which {lacking} was refused is not told"
        return f"the archive holds no {lacking}; give one: -H '{lacking}: ...'" if lacking else ""

    def _forget(self, recorded: Recorded) -> None:
        self.memory.taint(recorded)
        made, collection = self._made_in(recorded, recorded.exchange.response), recorded.collection
        if made is not None and collection is not None:
            self.memory.record(collection, self.memory.parents(recorded), made).is_absent = True

    def _asked(self, recorded: Recorded, request: Request) -> tuple[Request, Response] | None:
        """What was sent in the end, and the answer."""
        response = self._sent(recorded, request)
        if response is None:
            return None
        is_taken = response.status == _CONFLICT and recorded.is_success
        part, collection = recorded.part, recorded.collection
        if not is_taken or self.plan.is_seeded or part is None or collection is None:
            return request, response
        if recorded.is_safe:
            return request, response
        other = afresh(collection, part, recorded, self.plan.nonce)
        if not other:
            return request, response
        for old, new in other.items():
            self.renaming.texts[old] = new
        again = self.sender.request(recorded)
        second = self._sent(recorded, again)
        return (again, second) if second is not None else None

    def _sent(self, recorded: Recorded, request: Request) -> Response | None:
        """The answer; None where the target is there and gives none."""
        begun = time.perf_counter()
        try:
            ask = self._ask_bare if recorded.status == _ADMISSION[0] else self._ask
            response = ask(request)
        except TargetError as error:
            trouble = diagnose(error)
            if trouble is None or not trouble.reached:
                raise
            mark = Mark("no-answer", ERROR, f"gave no answer: {trouble.reason}")
            self.ledger.add(mark, recorded, self._curls(recorded, request), None)
            self._is_silent = True
            return None
        self._is_silent = False
        taken, limit = time.perf_counter() - begun, self.plan.max_response_time
        if limit is not None and taken > limit:
            told = f"answered after {taken:.1f} seconds, which is above the limit of {limit:g}"
            mark = Mark("too-slow", ERROR, told)
            self.ledger.add(mark, recorded, self._curls(recorded, request), response)
        return response

    def _again(self, recorded: Recorded, request: Request, marks: list[Mark]) -> list[Mark]:
        """What a second look does not show is no error; with ``settle`` it is taken in time."""
        waited, pause = 0.0, 0.05
        while True:
            response = self._sent(recorded, request)
            if response is None:
                return marks
            second = [*self.judging.marks(recorded, response)]
            rules = {(each.rule, each.at) for each in second}
            if waited >= self.plan.settle or not any(e.severity is ERROR for e in second):
                break
            time.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, 0.5)
        if self.plan.settle and not any(e.severity is ERROR for e in second):
            return second
        return [
            each
            if each.severity is not ERROR or (each.rule, each.at) in rules
            else replace(
                each, severity=WARNING, message=f"{each.message}; it did not happen a second time"
            )
            for each in marks
        ]

    def _complain(self, recorded: Recorded, request: Request) -> None:
        """A consumer sends what the document forbids, and the API takes it."""
        if is_redacted(recorded.sent) or recorded.lacks_request_body:
            return
        for said in self.plan.judge.complaints(request):
            about = said.removeprefix("request ").removeprefix("request: ")
            told = f"takes a request that the document forbids: {about}"
            mark = Mark("traffic-request", WARNING, told, at=said)
            self.ledger.add(mark, recorded, self._curls(recorded, request), None)

    # Remembering

    def _made_in(self, recorded: Recorded, response: Response) -> Any:
        """The key that the answer to a creation tells."""
        part, collection = recorded.part, recorded.collection
        if part is None or collection is None or part.action is not Action.CREATE:
            return None
        if not response.is_success:
            return None
        record = at(value_of(response), part.record_at) if part.record_at is not None else None
        key = key_of(collection, record)
        if key is not None:
            return key
        location = urlsplit(response.headers.get("Location") or "").path
        return unquote(location.rstrip("/").rpartition("/")[2]) or None

    def _remember(self, recorded: Recorded, request: Request, response: Response) -> None:
        own = self.memory.own(recorded)
        if own is None and not recorded.is_safe:
            for each in self.memory.above(recorded):
                each.is_written = True  # what is done below a record may change it
        if own is not None:
            self._remember_item(own, recorded, request, response)
            return
        key, actual = (self._made_in(recorded, e) for e in (recorded.exchange.response, response))
        collection = recorded.collection
        if key is None or collection is None:
            return
        if actual is None:
            self.memory.record(collection, self.memory.parents(recorded), key).is_absent = True
            return
        known = self.judging.meet(recorded, collection, key, actual)
        self.judging.note_sent(recorded, known, collection.shape)
        known.trail.append(request)

    def _remember_item(
        self, own: Known, recorded: Recorded, request: Request, response: Response
    ) -> None:
        is_success = response.is_success
        if not recorded.is_safe:
            if is_success and recorded.is_success and not response.body:
                self.judging.note_sent(recorded, own, own.collection.shape)
            own.trail.append(request)
        if recorded.is_success and response.status in _GONE and not own.is_proven:
            own.is_absent = True
        elif recorded.is_success and not recorded.is_safe and not is_success:
            own.is_tainted = True  # what follows is not as it was
        if recorded.request.method == "DELETE" and recorded.is_success and is_success:
            own.is_gone = True

    def _curls(self, recorded: Recorded, request: Request) -> str:
        """What led there: the writes to the same record, and the request."""
        own = self.memory.own(recorded)
        before = own.trail[-(_STEPS - 1) :] if own else []
        secrets = self._shown.secrets
        return "\n".join(
            curl(each, self.plan.target.base_url, redact=lambda _, value: value in secrets)
            for each in (*before, request)
        )
