"""Asks enterprises for the fact that would settle most, where they were asked nothing for a week."""

from notifier.domain.asking import AT_MOST_EVERY
from notifier.domain.errands import Errand
from notifier.handlers.ports import Desk
from notifier.handlers.tell import tell


async def ask_for_facts(desk: Desk, errand: Errand) -> None:
    """Put the question into the inbox, nowhere else."""
    now, today = desk.clock.now(), desk.clock.today()
    codes = [str(code) for code in errand.details.get("codes", ())]
    questions = await desk.store.errands.questions(codes, today, now - AT_MOST_EVERY)
    year, week, _ = today.isocalendar()
    await tell(desk, [question.message(f"{year}-W{week:02}") for question in questions])
