"""Progress on standard error: bars for people at a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Steps:
    """Named steps of a long work, one bar each."""

    def __init__(self, progress: Progress, console: Console, *, narrate: bool) -> None:
        self._progress = progress
        self._console = console
        self._narrate = narrate

    @contextmanager
    def step(self, name: str, total: int) -> Iterator["Step"]:
        """Show a bar that is full when `advance` was called `total` times."""
        if self._narrate and not self._console.is_terminal:
            self._console.print(name)
        yield Step(self._progress, self._progress.add_task(name, total=total))


class Step:
    """One bar."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def advance(self) -> None:
        self._progress.advance(self._task)

    def finish(self) -> None:
        """Fill the bar, however much of it was left."""
        total = self._progress.tasks[self._task].total
        self._progress.update(self._task, completed=total)


@contextmanager
def steps(*, narrate: bool = False) -> Iterator[Steps]:
    """Show progress until the end of the block; without a terminal, `narrate` names each step on a line."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield Steps(progress, console, narrate=narrate)
