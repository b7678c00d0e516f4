"""What is written to both sides about one subject, and by when they answer: the one way in which a piece speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from umbel.accounts.permissions import Viewer
from umbel.audit.actors import Actor, Subject
from umbel.deadlines import Deadline
from umbel.documents.models import Document
from umbel.notices.acts.clocks import lift_clocks, move_clocks, start_clock, stop_clock
from umbel.notices.acts.sending import send_notice
from umbel.notices.models import Clock, Notice
from umbel.notices.queries import running_about
from umbel.notices.said import Said
from umbel.notices.states import OWN, ClockState, Party
from umbel.words import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """What one piece writes about one subject. Its codes begin with the name of the piece."""

    piece: str
    about: Subject
    titles: Mapping[str, Message] = field(default_factory=dict)
    """What each deadline asks for, by its code."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What every message may name. What differs by language, such as a committee, is said in that of the message."""

    def clock(self, code: str, for_: Party, deadline: Deadline) -> None:
        """Let a deadline run for someone."""
        title = self.titles[code]
        start_clock(for_=for_, about=self.about, code=self._code(code), title=title, deadline=deadline)

    def stop(self, code: str, on: date, state: ClockState = ClockState.MET, for_: Party | None = None) -> None:
        """Stop a deadline: it was met, or passed in silence."""
        stop_clock(about=self.about, code=self._code(code), state=state, on=on, for_=for_)

    def stop_by_day(self, code: str, on: date) -> None:
        """Stop a deadline: met up to its last day, and passed in silence after it."""
        late = self.running(code).filter(due_on__lt=on).exists()
        self.stop(code, on, ClockState.SILENT if late else ClockState.MET)

    def running(self, code: str) -> QuerySet[Clock]:
        """The deadlines of that code, while they run."""
        return running_about(self.about, self._code(code))

    def hand_over(self, code: str, from_: Party, to: Party) -> None:
        """Let a deadline run for another party, to the same day."""
        move_clocks(from_=from_, to=to, about=self.about, code=self._code(code))

    def lift(self, on: date) -> None:
        """No deadline of the subject matters any longer."""
        lift_clocks(about=self.about, on=on)

    def tell(
        self,
        to: Party,
        code: str,
        said: Said,
        *,
        by: Viewer | Actor,
        language: str = OWN,
        path: str = "",
        deadline: Deadline | None = None,
        document: Document | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Notice:
        """Send a notice, in one language or to each reader in their own."""
        named = {**self.values, **(values or {})}
        return send_notice(
            to=to,
            about=self.about,
            code=self._code(code),
            language=language,
            said=said.filled(**named),
            path=path,
            deadline=deadline,
            document_id=document.pk if document else None,
            by=by.actor,
        )

    def _code(self, code: str) -> str:
        return f"{self.piece}:{code}"
