"""A policy: one identity through all its revisions, at most one of them open and one live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Conflict, GateClosed, IllegalTransition, StaleDraft
from publisher.domain.gate import undecided, unmet_conditions, unmet_in_content
from publisher.domain.reviews import (
    Decision,
    Review,
    ReviewStep,
    Voiding,
    check_reviewer,
    complete,
    next_step,
)
from publisher.domain.schedules import Schedule
from publisher.domain.states import Action, RevisionState, allowed_actions, next_state
from publisher.domain.touching import Text, Touched, touched
from publisher.domain.urgency import Urgency
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
    # Departments whose agreement is asked for and not given.
    awaited: tuple[str, ...] = ()
    urgency: Urgency | None = None

    @property
    def present_reviews(self) -> list[Review]:
        """Approvals that stand, and what was returned since the last submission; the rest is history."""
        return [
            each
            for each in self.reviews
            if each.stands or (each.decision is Decision.RETURN and each.cycle == self.cycle)
        ]

    @property
    def awaits_review(self) -> bool:
        """Whether it went out in an emergency and its reviews are neither complete nor returned."""
        return (
            self.state is RevisionState.LIVE
            and self.urgency is not None
            and not complete(self.reviews, self.authors)
            and not self.returned_afterwards
        )

    @property
    def returned_afterwards(self) -> bool:
        """Whether a review that followed an emergency publication found that it cannot stay as it is."""
        went_out = self.published_at
        if self.state is not RevisionState.LIVE or self.urgency is None or went_out is None:
            return False
        return any(each.decision is Decision.RETURN and each.reviewed_at > went_out for each in self.reviews)

    def published_content(self) -> PolicyContent:
        """The complete content of a revision that was published."""
        return PolicyContent.model_validate(self.content.model_dump(mode="json"))

    def take(self, action: Action) -> None:
        """Go where the table leads; raises IllegalTransition."""
        self.state = next_state(self.state, action)

    def unmet(self, today: date) -> tuple[str, ...]:
        """What still stands between this revision and the public."""
        unmet = unmet_conditions(
            self.content,
            disclosure=self.decision.disclosure,
            channels=self.channels,
            reviews=self.present_reviews if self.urgency is None else None,
            authors=self.authors,
            today=today,
        )
        return (*unmet, *(f"还没有会签同意：{name}。" for name in self.awaited))

    def unmet_but_reviews(self, today: date) -> tuple[str, ...]:
        """What stands in the way even in an emergency."""
        return unmet_conditions(
            self.content,
            disclosure=self.decision.disclosure,
            channels=self.channels,
            reviews=None,
            authors=self.authors,
            today=today,
        )

    def unmet_in_content(self, today: date) -> tuple[str, ...]:
        """What still has to be decided or written before reviewers should see it."""
        return (
            *undecided(self.decision.disclosure),
            *unmet_in_content(self.content, channels=self.channels, today=today),
        )

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
        """Replace what the draft says; raises StaleDraft where somebody else changed it meanwhile.

        Approvals that looked at what is changed no longer stand, nor does one by the editor.
        """
        if self.version != expected_version:
            raise StaleDraft(
                self.version, self.content.model_dump(mode="json"), content.model_dump(mode="json")
            )
        self.take(Action.EDIT)
        before = Text(self.content, self.decision, self.channels)
        self.content, self.decision, self.channels = content, decision, channels
        self._void(touched(before, Text(content, decision, channels)), editor, now)
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
        if complete(self.reviews, self.authors):
            self.take(Action.APPROVE)
        self._touch(now)

    def review(self, review: Review) -> None:
        """Record a review of the present cycle; the last approval approves, a return returns."""
        next_state(self.state, Action.REVIEW)
        if self.state is RevisionState.LIVE and not self.awaits_review:
            raise Conflict("这一版已经发布，没有等待补审的环节。")
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
        """Take the draft back from review. Approvals stand until a change touches them."""
        self.take(Action.RECALL)
        self.cycle += 1
        self.schedule = None
        self._touch(now)

    def redecide(self, decision: DisclosureDecision, *, by: str, now: datetime) -> None:
        """Decide again who may read it; another disclosure than before is reviewed from the start."""
        if decision.disclosure is Disclosure.UNDECIDED:
            raise Conflict("复核要有结论：继续不予公开，或者改为公开。")
        if decision.disclosure is not self.decision.disclosure:
            if self.state not in {RevisionState.DRAFT, RevisionState.RETURNED}:
                self.recall(now)
            self._void((Touched("公开属性", frozenset(ReviewStep)),), by, now)
        self.decision = decision
        self._touch(now)

    def _void(self, changed: Sequence[Touched], by: str, now: datetime) -> None:
        """Approvals that a change touches, and any by whoever made the change, stand no longer."""
        for number, each in enumerate(self.reviews):
            lost = tuple(one.label for one in changed if each.step in one.steps or each.reviewer == by)
            if each.stands and lost:
                self.reviews[number] = replace(each, voided=Voiding(now, by, lost))

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
        self.take(Action.PUBLISH if self.urgency is None else Action.PUBLISH_URGENTLY)
        self.cycle += self.urgency is not None  # what follows is a round of its own
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
    shared_with: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> Revision:
        """The revision that stands for the policy: the one worked on, the one in force, or the last."""
        revision = self.open or self.live or self.ended
        if revision is None:
            raise ValueError(f"policy {self.id} has no revision")
        return revision

    @property
    def under_review(self) -> Revision:
        """The revision that reviewers look at now: the draft, or what went out in an emergency."""
        waits = self.open is not None and self.open.state is RevisionState.IN_REVIEW
        if not waits and self.live is not None and self.live.awaits_review:
            return self.live
        return self.draft()

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
        self,
        *,
        index_number: str,
        today: date,
        now: datetime,
        traceparent: str | None,
        urgency: Urgency | None = None,
    ) -> tuple[Revision, PolicyContent]:
        """Make the open revision live under the next number; raises GateClosed with all that is unmet.

        With `urgency` the reviews may follow; everything else has to be there.
        """
        revision = self.draft()
        if urgency is not None:
            next_state(revision.state, Action.PUBLISH_URGENTLY)
            revision = replace(revision, urgency=urgency)
        unmet = revision.unmet(today)
        if unmet:
            raise GateClosed(unmet)
        if urgency is None:
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
