"""What can go wrong: each has a sentence, a hint and the exit code that the documentation names."""

from __future__ import annotations

import inspect
import re

import pytest

from askpapers import errors

CLASSES: list[type[errors.AskpapersError]] = [
    made for _, made in inspect.getmembers(errors, inspect.isclass) if issubclass(made, errors.AskpapersError)
]


def drawn() -> dict[str, tuple[str | None, int]]:
    """The tree in the module's docstring: name → (parent, exit code)."""
    found: dict[str, tuple[str | None, int]] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"    ((?:[│ ]   |[├└]── )*)(\w+) +(\d)", line):
            depth = len(match[1]) // 4
            above[depth:] = [match[2]]
            found[match[2]] = (above[depth - 1] if depth else None, int(match[3]))
    return found


def test_the_tree_that_is_drawn_is_the_tree_that_is() -> None:
    real = {
        made.__name__: (None if made is errors.AskpapersError else made.__bases__[0].__name__, made.exit_code)
        for made in CLASSES
    }
    assert drawn() == real


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.AskpapersError, 1),
        (errors.UsageError, 2),
        (errors.UnknownPaper, 2),
        (errors.BadInput, 3),
        (errors.DamagedInput, 3),
        (errors.ServiceError, 4),
        (errors.FetchFailed, 4),
        (errors.StreamCut, 4),
        (errors.KeyMissing, 5),
        (errors.KeyRefused, 5),
        (errors.LibraryLocked, 6),
        (errors.DiskFull, 6),
        (errors.SpendingLimit, 7),
    ],
)
def test_scripts_can_rely_on_the_exit_codes(error: type[errors.AskpapersError], code: int) -> None:
    assert error("x").exit_code == code


@pytest.mark.parametrize("made", CLASSES)
def test_an_error_is_its_sentence_and_carries_a_hint(made: type[errors.AskpapersError]) -> None:
    error = made("It broke.", "Mend it.")
    assert str(error) == "It broke."
    assert error.hint == "Mend it."
    assert made("It broke.").hint == ""


@pytest.mark.parametrize("made", CLASSES)
def test_one_clause_catches_every_error_and_no_error_is_one_of_python(made: type[errors.AskpapersError]) -> None:
    with pytest.raises(errors.AskpapersError):
        raise made("It broke.")
    assert not issubclass(made, OSError | ValueError | LookupError | RuntimeError)
