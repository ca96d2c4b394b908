"""Work behind the interface that fails: the interface goes on, and the reader is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.css.query import NoMatches
from textual.worker import Worker, WorkerState

from askpapers import errors
from askpapers.tui.messages import ErrorRaised

if TYPE_CHECKING:
    from textual.widget import Widget

    _Base = Widget
else:
    _Base = object


class FaultReporter(_Base):
    """A screen or widget whose work (`run_worker(…, exit_on_error=False)`) says what it failed of."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell what went wrong; what no longer finds its widgets, since the reader went on, is nothing to tell."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR or isinstance(error, NoMatches):
            return
        if not isinstance(error, errors.AskpapersError):
            self.log.error(error)
            error = errors.AskpapersError(
                f"Something went wrong inside askpapers: {type(error).__name__}: {error}.",
                "What was asked for is not done. It is a fault of askpapers, and a report helps.",
            )
        self.post_message(ErrorRaised(error))
