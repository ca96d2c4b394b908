"""Draw the pictures that Textual exports, each character in its cell."""

from __future__ import annotations

import io

import resvg_py
from PIL import Image

FONT = "DejaVu Sans Mono"
"""Has every sign that the interface draws, in one width; the package `fonts-dejavu` has it, and so has matplotlib's wheel."""


def picture_of(svg: str, width: int) -> Image.Image:
    """Return a terminal's SVG as a picture of so many pixels' width.

    By resvg, which places characters where the SVG has them: Cairo rounds a character's width to whole pixels, and lines end early.
    """
    png = resvg_py.svg_to_bytes(svg_string=svg.replace("Fira Code", FONT), width=width)
    return Image.open(io.BytesIO(bytes(png))).convert("RGB")
