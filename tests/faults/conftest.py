"""The faults are tried by themselves: `make faults` the long form, `.ci/run` the short one."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("ASKPAPERS_FAULTS") else ["test_*.py"]
