"""A daily run as a systemd timer, a cron line and a launchd property list; each says what runs, when, and in which folders."""

from __future__ import annotations

import plistlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

NAME = "askpapers-digest"
LABEL = "io.github.askpapers.digest"
MARK = f"# {NAME}"
"""What stands behind the cron line that is ours, so that it is found again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What runs, when: `weekdays` from Monday to Friday, else daily; `environment` names the folders where they are not the usual."""

    at: time
    weekdays: bool
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """When it runs, in words."""
        return f"{'Monday to Friday' if self.weekdays else 'every day'} at {self.at:%H:%M}"

    def following(self, now: datetime) -> datetime:
        """Return the first run after `now`, in its time zone."""
        first = now.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        days = (first + timedelta(n) for n in range(9))
        return next(day for day in days if day > now and (not self.weekdays or day.weekday() < 5))


def service(plan: Plan) -> str:
    """Return the systemd service (systemd.service(5))."""
    environment = "".join(f"Environment={_unit(f'{name}={value}')}\n" for name, value in plan.environment.items())
    return (
        "[Unit]\nDescription=askpapers: fetch the day's list, summarize it, send the digest\n\n"
        f"[Service]\nType=oneshot\n{environment}ExecStart={' '.join(map(_unit, plan.command))}\n"
    )


def timer(plan: Plan) -> str:
    """Return the systemd timer (systemd.timer(5)); a run that was slept through is made up for."""
    days = "Mon..Fri " if plan.weekdays else ""
    return (
        f"[Unit]\nDescription=askpapers: {plan.words}\n\n"
        f"[Timer]\nOnCalendar={days}*-*-* {plan.at:%H:%M}:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )


def _unit(word: str) -> str:
    """A word of a unit file: quoted, and with nothing in it that systemd would put something else for."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def cron_line(plan: Plan) -> str:
    """Return the line of a crontab (crontab(5)), where a bare % would end the command."""
    folders = [f"{name}={value}" for name, value in plan.environment.items()]
    words = shlex.join([*(["env", *folders] if folders else []), *plan.command]).replace("%", "\\%")
    return f"{plan.at.minute} {plan.at.hour} * * {'1-5' if plan.weekdays else '*'} {words} {MARK}"


def crontab_without(text: str) -> str:
    """Return a crontab without the line that is ours."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.rstrip().endswith(MARK))


def property_list(plan: Plan) -> bytes:
    """Return the launchd agent (launchd.plist(5))."""
    when = {"Hour": plan.at.hour, "Minute": plan.at.minute}
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(plan.command),
            "EnvironmentVariables": dict(plan.environment),
            "StartCalendarInterval": [{**when, "Weekday": day} for day in range(1, 6)] if plan.weekdays else when,
        }
    )
