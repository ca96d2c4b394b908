"""The digest every morning: timers that their own checkers take, written and removed without touching others', and what a run does."""

from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.library.library import Library
from askpapers.sources.inputs import BASES
from askpapers.verbs import schedule
from askpapers.verbs.morning import morning
from askpapers.writers import schedule as files
from askpapers.writers.schedule import Plan
from tests.conftest import Clock
from tests.servers.mail import PASSWORD, mail_server, trusting
from tests.servers.replay import Reply, serving

HTTP = Path(__file__).parents[1] / "fixtures" / "http"
API = "/api/daily_papers"
HOSTILE = ["/bin/echo", "100% of $HOME", 'a "quoted" \\ path', "it's"]
PLAN = Plan(time(8, 30), True, HOSTILE, {"ASKPAPERS_HOME": "/tmp/my papers %h"})
ME = "me@home.example"


class Calls:
    """The system's programs: a crontab that is kept, and a log of what was called."""

    def __init__(self, crontab: str | None = "") -> None:
        self.crontab = crontab
        self.log: list[str] = []

    def __call__(self, command: Sequence[str], given: str = "") -> tuple[int, str]:
        self.log.append(" ".join(command))
        if command[0] == "crontab":
            if self.crontab is None:
                return 127, "crontab is not there"
            if command[1] == "-":
                self.crontab = given
            return (0, self.crontab) if self.crontab else (1, "no crontab for me")
        return 0, ""


def system(tmp_path: Path, calls: Calls) -> schedule.System:
    return schedule.System(tmp_path, tmp_path / "config", calls)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    units = [tmp_path / f"{files.NAME}.service", tmp_path / f"{files.NAME}.timer"]
    units[0].write_text(files.service(PLAN))
    units[1].write_text(files.timer(PLAN))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *map(str, units)], capture_output=True, text=True, check=False
    )
    assert files.NAME not in done.stderr, done.stderr
    next_run = subprocess.run(
        ["systemd-analyze", "calendar", "Mon..Fri *-*-* 08:30:00"], capture_output=True, text=True, check=True
    )
    assert "Normalized form: Mon..Fri *-*-* 08:30:00" in next_run.stdout


def test_what_systemd_would_put_something_else_for_is_written_so_that_it_does_not() -> None:
    line = files.service(PLAN).splitlines()[-1]
    assert line == r'ExecStart="/bin/echo" "100%% of $$HOME" "a \"quoted\" \\ path" "it' + "'" + 's"'
    assert 'Environment="ASKPAPERS_HOME=/tmp/my papers %%h"' in files.service(PLAN)


def test_a_shell_runs_the_line_of_cron_as_it_is_meant() -> None:
    line = files.cron_line(PLAN)
    assert line.startswith("30 8 * * 1-5 env ")
    assert line.endswith(files.MARK)
    # cron hands the shell what stands before a bare %, and \% as %.
    words = line.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(["/bin/sh", "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout == " ".join(HOSTILE[1:]) + "\n"
    assert shlex.split(words)[:2] == ["env", "ASKPAPERS_HOME=/tmp/my papers %h"]


def test_launchd_is_given_a_property_list() -> None:
    read = plistlib.loads(files.property_list(PLAN))
    assert read["ProgramArguments"] == HOSTILE
    assert [when["Weekday"] for when in read["StartCalendarInterval"]] == [1, 2, 3, 4, 5]
    assert plistlib.loads(files.property_list(replace(PLAN, weekdays=False)))["StartCalendarInterval"] == {
        "Hour": 8,
        "Minute": 30,
    }


def test_the_next_run_is_the_next_weekday() -> None:
    friday = datetime(2025, 10, 31, 9, 0, tzinfo=UTC)
    assert PLAN.following(friday) == datetime(2025, 11, 3, 8, 30, tzinfo=UTC)
    assert replace(PLAN, weekdays=False).following(friday).day == 1


async def test_a_line_of_cron_is_put_beside_others_once_and_taken_away_again(library: Library, tmp_path: Path) -> None:
    calls = Calls("0 5 * * * backup\n")
    here = system(tmp_path, calls)
    for at in (8, 9):
        await schedule.write(library, replace(PLAN, at=time(at, 0)), "cron", here, print)
    assert calls.crontab is not None
    assert calls.crontab.splitlines()[0] == "0 5 * * * backup"
    assert len(calls.crontab.splitlines()) == 2
    shown = await schedule.show(library, here)
    assert shown.plan is not None
    assert (shown.plan.words, shown.way, shown.missing) == ("Monday to Friday at 09:00", "cron", False)
    assert await schedule.remove(library, here) == ["the line of the crontab"]
    assert calls.crontab == "0 5 * * * backup\n"
    assert (await schedule.show(library, here)).plan is None
    assert await schedule.remove(library, here) == []
    with pytest.raises(errors.UsageError, match="no crontab"):
        await schedule.write(library, PLAN, "cron", system(tmp_path, Calls(None)), print)


@pytest.mark.parametrize(
    ("code", "said"),
    [(126, "crontab: it did not end in 30 seconds"), (1, "You (me) are not allowed to use this program"), (1, "")],
)
async def test_a_crontab_that_cannot_be_read_is_never_written_over(
    code: int, said: str, library: Library, tmp_path: Path
) -> None:
    calls = Calls("0 5 * * * backup\n")

    def refuse(command: Sequence[str], given: str = "") -> tuple[int, str]:
        return (code, said) if command[1] == "-l" else calls(command, given)

    here = schedule.System(tmp_path, tmp_path / "config", refuse)
    with pytest.raises(errors.NotWritable, match="cannot be read"):
        await schedule.write(library, PLAN, "cron", here, print)
    assert calls.crontab == "0 5 * * * backup\n"
    await schedule.write(library, PLAN, "cron", system(tmp_path, calls), print)
    with pytest.raises(errors.NotWritable, match="cannot be read"):
        await schedule.remove(library, here)
    assert (await schedule.show(library, system(tmp_path, calls))).plan is not None


@pytest.mark.parametrize("way", ["systemd", "launchd"])
async def test_a_timer_is_written_turned_on_and_removed(library: Library, tmp_path: Path, way: str) -> None:
    calls = Calls()
    here = system(tmp_path, calls)
    await schedule.write(library, PLAN, way, here, lambda words: None)
    written = [Path(where) for where in schedule.texts(PLAN, way, here)]
    assert all(path.is_file() for path in written)
    assert ("systemctl --user enable --now askpapers-digest.timer" in calls.log) is (way == "systemd")
    assert not (await schedule.show(library, here)).missing
    written[-1].unlink()
    assert (await schedule.show(library, here)).missing
    await schedule.remove(library, here)
    assert not any(path.exists() for path in written)


@pytest.mark.parametrize(("way", "program"), [("systemd", "systemctl"), ("launchd", "launchctl")])
async def test_a_timer_of_a_program_that_is_not_there_is_not_written(
    library: Library, tmp_path: Path, way: str, program: str
) -> None:
    here = schedule.System(tmp_path, tmp_path / "config", lambda command, given="": (127, f"{command[0]} is not there"))
    with pytest.raises(errors.UsageError, match=f"no {program}"):
        await schedule.write(library, PLAN, way, here, lambda words: None)
    written = [Path(where) for where in schedule.texts(PLAN, way, here)]
    assert not any(path.exists() for path in written)
    assert (await schedule.show(library, here)).plan is None


def test_a_time_that_is_none_is_told() -> None:
    with pytest.raises(errors.UsageError, match="no time of day"):
        schedule.plan_of("8 o'clock", True, [], {})


async def test_a_morning_fetches_writes_and_sends_once(library: Library, clock: Clock) -> None:
    clock.now = datetime(2025, 10, 30, 9, 0, tzinfo=UTC)
    listed = Reply((HTTP / "daily_papers_2025-10-30.json").read_bytes())
    with serving({API: Reply(b"[]"), f"{API}?date=2025-10-30": listed}) as lists, mail_server() as server:
        settings = replace(library.settings, smtp=server.starttls, smtp_password=PASSWORD)
        library.use(settings)
        bases = dict.fromkeys(BASES, lists.url)
        first = await morning(library, [ME], base_urls=bases, context=trusting())
        again = await morning(library, [ME], base_urls=bases, context=trusting())
    assert first.code == 0
    assert first.words.startswith("30 Oct 2025: ")
    assert f"{ME}: sent before" in again.words
    (mail,) = server.mails
    assert mail["Subject"].startswith("Papers, 30 Oct 2025 (")


@pytest.mark.parametrize(("notices", "weekday", "subjects"), [
    ("none", False, []), ("failed", False, ["The fetch failed (30 Oct 2025)"]), ("failed", True, []),
    ("all", True, ["No list: a weekend (1 Nov 2025)"]),
])  # fmt: skip
async def test_a_weekend_and_a_fetch_that_failed_are_other_mails_or_none(
    library: Library, clock: Clock, notices: str, weekday: bool, subjects: list[str]
) -> None:
    clock.now = datetime(2025, 11, 1, 9, 0, tzinfo=UTC) if weekday else datetime(2025, 10, 30, 9, 0, tzinfo=UTC)
    answer = Reply(b"[]") if weekday else Reply(b"", status=403)
    with serving({API: answer}) as lists, mail_server() as server:
        library.use(replace(library.settings, smtp=server.starttls, smtp_password=PASSWORD, notices=notices))
        bases = dict.fromkeys(BASES, lists.url)
        for _ in range(2):
            done = await morning(library, [ME], base_urls=bases, context=trusting())
        assert done.code == (0 if weekday else 4)
    assert [mail["Subject"] for mail in server.mails] == subjects


async def test_the_last_run_is_shown(library: Library, tmp_path: Path) -> None:
    await schedule.note(library, "30 papers sent", 0)
    shown = await schedule.show(library, system(tmp_path, Calls()))
    assert (shown.last, shown.code, shown.plan) == ("30 papers sent", 0, None)
