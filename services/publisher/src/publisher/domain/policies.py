"""A policy: one identity through all its revisions, at most one of them open and one live."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from publisher.domain.disclosure import DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Conflict, GateClosed, IllegalTransition, StaleDraft
from publisher.domain.gate import unmet_conditions, unmet_in_content
from publisher.domain.reviews import Decision, Review, check_reviewer, next_step
from publisher.domain.schedules import Schedule
from publisher.domain.states import Action, RevisionState, allowed_actions, next_state
from shared.events import Department, PolicyContent, PolicyReference, WithdrawalKind, content_hash


@dataclass
class Revision:
    """One state of a policy's text. It gets its number when it goes live and is immutable from then on."""

    id: UUID
    policy_id: UUID
    content: DraftContent
    decision: DisclosureDecision
    channels: tuple[str, ...]
    authors: tuple[str, ...]
    updated_at: datetime
    state: RevisionState = RevisionState.DRAFT
    version: int = 1
    number: int | None = None
    cycle: int = 0
    reviews: list[Review] = field(default_factory=list)
    content_hash: str | None = None
    published_at: datetime | None = None
    traceparent: str | None = None
    schedule: Schedule | None = None

    @property
    def present_reviews(self) -> list[Review]:
        """Reviews since the last submission; earlier ones are history."""
        return [review for review in self.reviews if review.cycle == self.cycle]

    def published_content(self) -> PolicyContent:
        """The complete content of a revision that was published."""
        return PolicyContent.model_validate(self.content.model_dump(mode="json"))

    def take(self, action: Action) -> None:
        """Go where the table leads; raises IllegalTransition."""
        self.state = next_state(self.state, action)

    def unmet(self, today: date) -> tuple[str, ...]:
        """What still stands between this revision and the public."""
        return unmet_conditions(
            self.content,
            disclosure=self.decision.disclosure,
            channels=self.channels,
            reviews=self.present_reviews,
            authors=self.authors,
            today=today,
        )

    def unmet_in_content(self, today: date) -> tuple[str, ...]:
        """What the content still lacks before reviewers should see it."""
        return unmet_in_content(self.content, channels=self.channels, today=today)

    def edit(
        self,
        content: DraftContent,
        decision: DisclosureDecision,
        channels: tuple[str, ...],
        *,
        editor: str,
        expected_version: int,
        now: datetime,
    ) -> None:
        """Replace what the draft says; raises StaleDraft where somebody else changed it meanwhile."""
        if self.version != expected_version:
            raise StaleDraft(
                self.version, self.content.model_dump(mode="json"), content.model_dump(mode="json")
            )
        self.take(Action.EDIT)
        self.content, self.decision, self.channels = content, decision, channels
        self.authors = (*(a for a in self.authors if a != editor), editor)
        self._touch(now)

    def submit(self, *, today: date, now: datetime) -> None:
        """Hand the draft to the reviewers; raises GateClosed while its content is not ready for them."""
        next_state(self.state, Action.SUBMIT)
        unmet = self.unmet_in_content(today)
        if unmet:
            raise GateClosed(unmet)
        self.take(Action.SUBMIT)
        self.cycle += 1
        self._touch(now)

    def review(self, review: Review) -> None:
        """Record a review of the present cycle; the last approval approves, a return returns."""
        next_state(self.state, Action.REVIEW)
        check_reviewer(review.reviewer, review.step, self.present_reviews, self.authors)
        self.reviews.append(review)
        if review.decision is Decision.RETURN:
            self.take(Action.RETURN)
        elif next_step(self.present_reviews) is None:
            self.take(Action.APPROVE)
        else:
            self.take(Action.REVIEW)
        self._touch(review.reviewed_at)

    def recall(self, now: datetime) -> None:
        """Take the draft back from review; approvals given so far no longer count."""
        self.take(Action.RECALL)
        self.cycle += 1
        self.schedule = None
        self._touch(now)

    def schedule_for(self, schedule: Schedule, now: datetime) -> None:
        """Go live by itself at a moment; one that was set before gives way."""
        self.take(Action.SCHEDULE)
        self.schedule = schedule
        self._touch(now)

    def unschedule(self, now: datetime) -> None:
        """Wait for a person again."""
        self.take(Action.UNSCHEDULE)
        self.schedule = None
        self._touch(now)

    def go_live(self, number: int, content: PolicyContent, now: datetime, traceparent: str | None) -> None:
        """Become the immutable, numbered, public revision."""
        self.take(Action.PUBLISH)
        self.number, self.content_hash = number, content_hash(content)
        self.content = DraftContent.model_validate(content.model_dump(mode="json"))
        self.published_at, self.traceparent = now, traceparent
        self._touch(now)

    def _touch(self, now: datetime) -> None:
        self.version += 1
        self.updated_at = now


@dataclass(frozen=True)
class Withdrawal:
    """Why and when a policy ceased; `revision` is the tombstone, newer than any published revision."""

    revision: int
    kind: WithdrawalKind
    reason: str
    successor: PolicyReference | None
    withdrawn_at: datetime


@dataclass
class Policy:
    """The identity. `last_revision` is allocated under the policy's row lock and never goes back.

    `ended` is what was in force when the policy was withdrawn. Since the policy was loaded, `closed` ceased
    to be open or live, and `released` went live.
    """

    id: UUID
    department: Department
    created_at: datetime
    last_revision: int = 0
    open: Revision | None = None
    live: Revision | None = None
    ended: Revision | None = None
    withdrawal: Withdrawal | None = None
    closed: list[Revision] = field(default_factory=list)
    released: Revision | None = None

    @property
    def shown(self) -> Revision:
        """The revision that stands for the policy: the one worked on, the one in force, or the last."""
        revision = self.open or self.live or self.ended
        if revision is None:
            raise ValueError(f"policy {self.id} has no revision")
        return revision

    @property
    def changed_at(self) -> datetime:
        """When anything about it last changed."""
        moments = [each.updated_at for each in (self.open, self.live) if each]
        return max([self.created_at, *moments, *([self.withdrawal.withdrawn_at] if self.withdrawal else [])])

    def draft(self) -> Revision:
        """The open revision; raises Conflict where there is none."""
        if self.open is None:
            raise Conflict(
                "这项政策已经撤回。" if self.withdrawal else "这项政策没有正在办理的草稿，请先修订。"
            )
        return self.open

    def in_force(self, action: Action) -> Revision:
        """The live revision; raises IllegalTransition where the policy is not in force."""
        if self.live is None:
            allowed = allowed_actions(self.open.state) if self.open else ()
            raise IllegalTransition(
                "这项政策已经撤回。" if self.withdrawal else "这项政策还没有发布。",
                [each.value for each in allowed if each is not Action.WITHDRAW],
            )
        next_state(self.live.state, action)
        return self.live

    def publish(
        self, *, index_number: str, today: date, now: datetime, traceparent: str | None
    ) -> tuple[Revision, PolicyContent]:
        """Make the open revision live under the next number; raises GateClosed with all that is unmet."""
        revision = self.draft()
        unmet = revision.unmet(today)
        if unmet:
            raise GateClosed(unmet)
        next_state(revision.state, Action.PUBLISH)
        content = revision.content.complete(index_number=index_number, published_on=today)
        self.last_revision += 1
        if self.live is not None:
            self.live.take(Action.SUPERSEDE)
            self.closed.append(self.live)
        revision.go_live(self.last_revision, content, now, traceparent)
        self.live, self.released, self.open = revision, revision, None
        return revision, content

    def withdraw(
        self, kind: WithdrawalKind, reason: str, successor: PolicyReference | None, now: datetime
    ) -> Withdrawal:
        """End the policy: live and open revision are withdrawn, and the tombstone is newer than both."""
        live = self.in_force(Action.WITHDRAW)
        for revision in (live, self.open):
            if revision is not None:
                revision.take(Action.WITHDRAW)
                self.closed.append(revision)
        self.ended, self.live, self.open = live, None, None
        self.last_revision += 1
        self.withdrawal = Withdrawal(self.last_revision, kind, reason, successor, now)
        return self.withdrawal
