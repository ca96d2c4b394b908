"""The digest every morning: written for systemd, cron or launchd, removed, shown; and the run itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from askpapers import errors
from askpapers.library.library import Library
from askpapers.text.sanitize import sanitize
from askpapers.writers import schedule as files
from askpapers.writers.files import not_written
from askpapers.writers.schedule import LABEL, NAME, Plan

WAYS = ("systemd", "cron", "launchd")
PLANNED, LAST = "schedule", "schedule_last"
"""What the catalog's state keeps the plan and the last run's result under."""

_NO_CRONTAB = ("no crontab", "no such file")
"""What `crontab -l` says, folded, where a user has none: cron's own, and BusyBox's."""

Tell = Callable[[str], object]


def call(command: Sequence[str], given: str = "") -> tuple[int, str]:
    """Run a program of the system; return its exit code and what it said, 127 where it is not there."""
    try:
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=30)
    except FileNotFoundError:
        return 127, f"{command[0]} is not there"
    except (OSError, subprocess.TimeoutExpired) as error:
        return 126, f"{command[0]}: {error}"
    return done.returncode, done.stdout if done.returncode == 0 else done.stderr or done.stdout


@dataclass(frozen=True)
class System:
    """Where this user's timers are, and how the system's programs are called."""

    home: Path = field(default_factory=Path.home)
    config: Path = field(
        default_factory=lambda: Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config").expanduser()
    )
    call: Callable[..., tuple[int, str]] = call

    @property
    def units(self) -> Path:
        """The folder of the user's systemd units."""
        return self.config / "systemd" / "user"

    @property
    def agent(self) -> Path:
        """The user's launchd agent."""
        return self.home / "Library" / "LaunchAgents" / f"{LABEL}.plist"

    def usual(self) -> str:
        """The way that this system has: launchd on macOS, systemd where it runs, else cron."""
        if sys.platform == "darwin":
            return "launchd"
        return "systemd" if Path("/run/systemd/system").is_dir() else "cron"


def plan_of(at: str, weekdays: bool, arguments: Sequence[str], environ: Mapping[str, str]) -> Plan:
    """Return a plan for a time as "08:30"; raises UsageError."""
    try:
        when = time.fromisoformat(at)
    except ValueError:
        raise errors.UsageError(f"“{sanitize(at, 20)}” is no time of day.", "As --at 08:30.") from None
    if any(not word.isprintable() for word in arguments):
        raise errors.UsageError("What is scheduled holds a character that no timer can.", "Take it out.")
    program = shutil.which("askpapers")
    command = [program] if program else [sys.executable, "-m", "askpapers"]
    folders = {
        name: environ[name] for name in ("ASKPAPERS_HOME", "ASKPAPERS_CONFIG", "ASKPAPERS_CACHE") if environ.get(name)
    }
    return Plan(when, weekdays, [*command, "schedule", "run", *arguments], folders)


def texts(plan: Plan, way: str, system: System) -> dict[str, str]:
    """Return what is written for a way, by where it goes."""
    if way == "systemd":
        return {
            str(system.units / f"{NAME}.service"): files.service(plan),
            str(system.units / f"{NAME}.timer"): files.timer(plan),
        }
    if way == "launchd":
        return {str(system.agent): files.property_list(plan).decode()}
    return {"crontab": f"{files.cron_line(plan)}\n"}


async def write(library: Library, plan: Plan, way: str, system: System, tell: Tell) -> None:
    """Write a plan and turn it on; raises UsageError where the system has not what it takes, NotWritable for a
    folder, and for a crontab that cannot be read.
    """
    if way == "cron":
        before = _crontab(system)
        if before is None:
            raise errors.UsageError(
                "This system has no crontab.", "askpapers schedule write --how systemd, or --print."
            )
        kept = files.crontab_without(before)
        kept += "" if not kept or kept.endswith("\n") else "\n"
        _called(system, ["crontab", "-"], kept + files.cron_line(plan) + "\n")
    else:
        program = "systemctl" if way == "systemd" else "launchctl"
        if system.call([program, "--version" if way == "systemd" else "version"])[0] == 127:
            others = " or ".join(f"--how {other}" for other in WAYS if other != way)
            raise errors.UsageError(f"This system has no {program}.", f"askpapers schedule write {others}, or --print.")
        for where, text in texts(plan, way, system).items():
            _put(Path(where), text)
            tell(f"Written: {where}")
        commands = [
            ["systemctl", "--user", "daemon-reload"],
            ["systemctl", "--user", "enable", "--now", f"{NAME}.timer"],
        ]
        if way == "launchd":
            system.call(["launchctl", "unload", str(system.agent)])
            commands = [["launchctl", "load", str(system.agent)]]
        for place, command in enumerate(commands):
            code, said = system.call(command)
            if code:
                left = " && ".join(" ".join(words) for words in commands[place:])
                tell(f"It is not turned on yet ({sanitize(said, 160)}). Run: {left}")
                break
    stored = {"at": f"{plan.at:%H:%M}", "weekdays": plan.weekdays, "way": way, "command": list(plan.command)}
    await library.catalog.state.put(PLANNED, json.dumps(stored))


def _crontab(system: System) -> str | None:
    """The reader's crontab, "" where they have none, None where the system has not.

    Raises NotWritable where it cannot be read: what is written takes the place of all of it, and other lines would be gone.
    """
    code, said = system.call(["crontab", "-l"])
    if code == 0:
        return said
    if code == 127:
        return None
    if any(words in said.casefold() for words in _NO_CRONTAB):
        return ""
    raise errors.NotWritable(
        f"Your crontab cannot be read: {sanitize(said, 200) or f'crontab -l ends with {code}'}.",
        "Its lines are as they were. askpapers schedule write --print shows ours.",
    )


async def remove(library: Library, system: System) -> list[str]:
    """Take away every timer that is ours, whichever way it was written; return what was removed.

    Raises NotWritable for a folder, and for a crontab that cannot be read: the plan is not forgotten then.
    """
    gone = []
    timer = system.units / f"{NAME}.timer"
    if timer.exists():
        system.call(["systemctl", "--user", "disable", "--now", f"{NAME}.timer"])
    if system.agent.exists():
        system.call(["launchctl", "unload", str(system.agent)])
    for path in (timer, system.units / f"{NAME}.service", system.agent):
        if path.exists():
            try:
                path.unlink()
            except OSError as error:
                raise errors.NotWritable(f"{path} cannot be removed: {error.strerror}.") from None
            gone.append(str(path))
    before = _crontab(system)
    if before and (kept := files.crontab_without(before)) != before:
        _called(system, ["crontab", "-"], kept)
        gone.append("the line of the crontab")
    await library.catalog.state.drop([PLANNED])
    return gone


@dataclass(frozen=True, slots=True)
class ScheduleReport:
    """What is planned, None for nothing: the plan, its way, its next run; and when the last run was and what came of it."""

    plan: Plan | None = None
    way: str = ""
    following: datetime | None = None
    last_at: str = ""
    last: str = ""
    code: int = 0
    missing: bool = False


async def show(library: Library, system: System) -> ScheduleReport:
    """Return what is planned and what came of the last run; `missing` says that the timer itself is gone."""
    stored, last = await library.catalog.state.get(PLANNED), await library.catalog.state.get(LAST)
    ran = json.loads(last) if last else {}
    told = {"last_at": ran.get("at", ""), "last": ran.get("words", ""), "code": ran.get("code", 0)}
    if not stored:
        return ScheduleReport(**told)
    known = json.loads(stored)
    plan = Plan(time.fromisoformat(known["at"]), known["weekdays"], known["command"])
    if known["way"] == "cron":
        there = files.MARK in system.call(["crontab", "-l"])[1]
    else:
        there = (system.agent if known["way"] == "launchd" else system.units / f"{NAME}.timer").exists()
    return ScheduleReport(plan, known["way"], plan.following(library.now), missing=not there, **told)


def _called(system: System, command: Sequence[str], given: str) -> None:
    code, said = system.call(command, given)
    if code:
        raise errors.NotWritable(f"{command[0]} refuses: {sanitize(said, 200)}", "Nothing was changed.")


def _put(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise not_written(path, error, "--print shows what it holds.") from None


async def note(library: Library, words: str, code: int) -> None:
    """Keep what came of a run, for `show`."""
    await library.catalog.state.put(LAST, json.dumps({"at": library.catalog.now(), "words": words, "code": code}))
