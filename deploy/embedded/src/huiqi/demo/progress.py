"""Progress on standard error: bars for people at a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Steps:
    """Named steps of a long work, one bar each."""

    def __init__(self, progress: Progress, console: Console) -> None:
        self._progress = progress
        self._console = console

    @contextmanager
    def step(self, name: str, total: int) -> Iterator["Step"]:
        """Show a bar that is full when `advance` was called `total` times."""
        if not self._console.is_terminal:
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
def steps() -> Iterator[Steps]:
    """Show progress on standard error until the end of the block."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield Steps(progress, console)
