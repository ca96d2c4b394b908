"""`askpapers verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from askpapers import errors
from askpapers.answers.answer import Support
from askpapers.answers.verdict import SIGNS
from askpapers.cli.answer_rendering import COLORS
from askpapers.cli.options import in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.cli.rendering import style, wrap
from askpapers.library.library import Library
from askpapers.readers.draft_file import LARGEST, draft_text, read_bibliography, read_draft
from askpapers.text.sanitize import sanitize
from askpapers.verbs.verify import CheckedClaim, named_bibliographies, verify


@click.command("verify")
@click.argument(
    "file", metavar="[FILE|-]", default="-", type=click.Path(allow_dash=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--bib",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="BibTeX that the keys are of; without it, the files that the draft names.",
)
@click.option("--strict", is_flag=True, help="End with 1 also where a claim is contradicted or not supported.")
@library_options
@json_option
def verify_command(file: Path, bib: Path | None, strict: bool, as_json: bool, **flags: Any) -> int:
    """Check a text against the library: a draft, or another program's answer.

    Its sentences cite arXiv ids, titles, numbers of its own list of sources, or keys of BibTeX as LaTeX and pandoc write them. Or
    JSON Lines: {"claim", "paper", "sentences": [n…]}, without sentences over the whole abstract.

    Ends with 0, with 1 where a paper is cited that the library does not have, and with 3 where the file is no text.
    """
    piped = str(file) == "-"
    text = draft_text(sys.stdin.buffer.read(LARGEST + 1), "standard input") if piped else read_draft(file)
    bibliography = _bibliography(text, file, bib)

    async def work(library: Library) -> list[CheckedClaim]:
        return await verify(library, text, bibliography=bibliography)

    claims = in_library(settings_of(flags), work)
    if as_json:
        print_json({"claims": [_as_json(claim) for claim in claims]})
    else:
        for claim in claims:
            _print(claim, text)
        counted = {support: sum(claim.verdict.support is support for claim in claims) for support in SIGNS}
        talk(", ".join(f"{count} {SIGNS[support].word}" for support, count in counted.items() if count) or "No claim.")
    refused = strict and any(claim.verdict.support in _REFUSED for claim in claims)
    return int(refused or any(claim.unknown for claim in claims))


_TITLE = 70
"""Characters of a title in one line of a narrow terminal."""
_REFUSED = {Support.CONTRADICTED, Support.UNSUPPORTED}


def _bibliography(text: str, file: Path, bib: Path | None) -> str:
    """Return the BibTeX of a draft: what is given, else what it names itself; a file that is not there is told."""
    if bib is not None:
        return read_bibliography(bib)
    there, missing = named_bibliographies(text, Path() if str(file) == "-" else file.parent)
    for name in missing:
        talk(f"{sanitize(name, 100)}, which the draft names, is not there: --bib names another.")
    read: list[str] = []
    for path in there:
        try:
            read.append(read_bibliography(path))
        except errors.BadInput as error:
            talk(f"{error} It is passed over.")
    return "\n".join(read)


def _as_json(claim: CheckedClaim) -> dict[str, Any]:
    found: dict[str, Any] = {
        "claim": claim.claim,
        "support": claim.verdict.support.value,
        "reason": claim.verdict.reason,
        "score": round(claim.verdict.score, 4),
        "papers": list(claim.papers),
        "sentences": list(claim.sentences),
        "unknown": list(claim.unknown),
    }
    if claim.span is not None:
        found |= {"start": claim.span.start, "end": claim.span.end}
    return found


def _print(claim: CheckedClaim, text: str) -> None:
    sign, color = SIGNS[claim.verdict.support], COLORS[claim.verdict.support]
    click.echo(wrap(claim.claim, "  ", f"{style(sign.sign, fg=color)} "))
    if claim.verdict.support is not Support.VERIFIED and claim.verdict.reason:
        line = f" (line {text.count(chr(10), 0, claim.span.start) + 1})" if claim.span is not None else ""
        click.echo(style(wrap(f"{sign.word}{line}: {claim.verdict.reason}", "    "), fg=color))
    if claim.quote:
        click.echo(style(wrap(f"“{claim.quote}”", "    "), dim=True))
        click.echo(style(wrap(f"— {sanitize(claim.title, _TITLE)}", "    "), dim=True))
    if claim.unknown and claim.papers:
        missing = ", ".join(f"“{sanitize(name, 60)}”" for name in claim.unknown)
        click.echo(style(wrap(f"not in the library: {missing}", "    "), fg=COLORS[Support.UNKNOWN_SOURCE]))
