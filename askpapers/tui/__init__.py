"""The terminal interface."""

import os

# GNU screen before 5 takes a color of 24 bits for five attributes. Textual reads this when it is imported.
if os.environ.get("STY"):
    os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "256")
