"""A view that stays as it is while what stands beside it grows."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView


class SteadyView(ScrollView):
    """A ScrollView whose bar is painted where its own size, or that of its lines, changed, and not with each layout of the screen.

    Textual 8.2 compares the size of the parent with the view's own. So each line by which an answer grew painted the bar beside it,
    and with the bar all that lies in the rectangle around both.
    """

    _settled: tuple[Size, Size, Size] | None = None
    """The sizes, its own, that inside its frame and that of all its lines, for which its bars were set."""

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        sizes = size, size - self.styles.gutter.totals, self.virtual_size
        if sizes == self._settled:
            return False
        self._settled = sizes
        return super()._size_updated(size, virtual_size, container_size, layout)
