"""`askpapers verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from askpapers.answers.answer import Support
from askpapers.answers.verdict import SIGNS
from askpapers.cli.answer_rendering import COLORS
from askpapers.cli.options import in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.cli.rendering import style, wrap
from askpapers.library.library import Library
from askpapers.readers.decode import decode
from askpapers.verbs.verify import LONGEST, CheckedClaim, read_text, verify


@click.command("verify")
@click.argument(
    "file", metavar="[FILE|-]", default="-", type=click.Path(allow_dash=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--bib", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="BibTeX that the keys are of."
)
@library_options
@json_option
def verify_command(file: Path, bib: Path | None, as_json: bool, **flags: Any) -> int:
    """Check a text against the library: a draft, or another program's answer.

    Its sentences cite arXiv ids, titles, or keys of --bib as LaTeX and pandoc write them. Or JSON Lines: {"claim", "paper",
    "sentences": [n…]}, without sentences over the whole abstract.
    """
    text = decode(sys.stdin.buffer.read(4 * LONGEST + 1)) if str(file) == "-" else read_text(file)
    bibliography = read_text(bib) if bib else ""

    async def work(library: Library) -> list[CheckedClaim]:
        return await verify(library, text, bibliography=bibliography)

    claims = in_library(settings_of(flags), work)
    if as_json:
        print_json({"claims": [_as_json(claim) for claim in claims]})
    else:
        for claim in claims:
            _print(claim)
        counted = {support: sum(claim.verdict.support is support for claim in claims) for support in SIGNS}
        talk(", ".join(f"{count} {SIGNS[support].word}" for support, count in counted.items() if count) or "No claim.")
    return int(any(claim.unknown for claim in claims))


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


def _print(claim: CheckedClaim) -> None:
    sign, color = SIGNS[claim.verdict.support], COLORS[claim.verdict.support]
    click.echo(wrap(claim.claim, "  ", f"{style(sign.sign, fg=color)} "))
    if claim.verdict.support is Support.VERIFIED and claim.quote:
        click.echo(style(wrap(f"“{claim.quote}”", "    "), dim=True))
    elif claim.verdict.reason:
        click.echo(style(wrap(f"{sign.word}: {claim.verdict.reason}", "    "), fg=color))
        if claim.quote:
            click.echo(style(wrap(f"“{claim.quote}”", "    "), dim=True))
