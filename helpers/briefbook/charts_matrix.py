"""A matrix of words: who stands where, told by word and colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbook.charts import GRID, INK, Artists, Caption, Chart, colour

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_PALE = 0.55  # how opaque a tile is: the word on it has to be read


class Words(Chart):
    """A matrix with a word in each tile: empty where nothing is known.

    Parameters
    ----------
    data
        Columns ``row``, ``column`` and ``word``, one row a tile that is not empty; a
        row whose ``column`` is missing only names its row of the matrix. Rows and
        columns stand in the order of their first row.
    columns_first
        Columns of the matrix in their order, also those that no tile stands in.
    """

    columns = ("row", "column", "word")

    def __init__(
        self, data: pd.DataFrame, caption: Caption, *, columns_first: tuple[str, ...]
    ) -> None:
        height = 0.7 + 0.27 * max(data["row"].nunique(), 2)
        super().__init__(data, caption, height=height)
        self.heads = columns_first

    def draw(self, ax: Axes) -> Artists:
        """Draw the tiles with their words, the columns' names on top."""
        from matplotlib.patches import Rectangle

        rows = list(dict.fromkeys(self.data["row"]))
        found: list[tuple[str, str, Any]] = []
        for item in self.data.itertuples():
            if item.column not in self.heads:
                continue
            x, y = self.heads.index(item.column), rows.index(item.row)
            ax.add_patch(
                Rectangle(
                    (x - 0.48, y - 0.44),
                    0.96,
                    0.88,
                    facecolor=colour(item.word),
                    alpha=_PALE,
                    edgecolor="none",
                )
            )
            text = ax.text(
                x, y, item.word, ha="center", va="center", fontsize=8, color=INK
            )
            found.append((item.row, item.column, text))
        ax.set_xlim(-0.5, len(self.heads) - 0.5)
        ax.set_ylim(max(len(rows), 2) - 0.5, -0.5)
        ax.set_xticks(range(len(self.heads)), self.heads)
        ax.set_yticks(range(len(rows)), rows)
        ax.grid(visible=False)
        for place in range(len(rows) + 1):
            ax.axhline(place - 0.5, color=GRID, linewidth=0.8)
        ax.tick_params(length=0, labelcolor=INK, labelsize=8)
        ax.tick_params(labeltop=True, labelbottom=False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        return {"ax": ax, "texts": found}

    def drawn(self, artists: Artists) -> pd.DataFrame:
        """Return row, column and word of each tile, read back from its text."""
        import pandas as pd

        tiles = [(row, head, text.get_text()) for row, head, text in artists["texts"]]
        return pd.DataFrame(tiles, columns=["row", "column", "word"])
