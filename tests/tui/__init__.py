"""The interface is drawn for a pilot, who sees no more of ten pictures a second than of sixty; Textual reads this once."""

import os

os.environ.setdefault("TEXTUAL_FPS", "10")
