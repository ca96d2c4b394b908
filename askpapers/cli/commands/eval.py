"""eval: how good retrieval, one-liners, roles, answers and the support check are, on files that anyone can get."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from askpapers import errors
from askpapers.cli.options import json_option, library_options, model_options, print_json, settings_of, talk
from askpapers.cli.rendering import style
from askpapers.writers.files import STDOUT

if TYPE_CHECKING:
    from askpapers.extractive.sentence_reading import PaperVectors
    from askpapers.papers.paper import Paper

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("eval", invoke_without_command=True)
@json_option
@click.pass_context
def eval_command(ctx: click.Context, as_json: bool) -> int | None:
    """Measure. With no subcommand: the small bundled sets, in under a minute."""
    if ctx.invoked_subcommand is not None:
        return None
    from askpapers.evaluation import one_liners as evaluate_text
    from askpapers.evaluation import retrieval as evaluate_retrieval
    from askpapers.evaluation import support as evaluate_support

    results = [
        evaluate_text.one_liners(),
        evaluate_text.roles(),
        asyncio.run(evaluate_retrieval.bundled()),
        evaluate_support.bundled(_reader()),
    ]
    if as_json:
        print_json({"results": results})
    else:
        for result in results:
            _print(result)
    return 0


@eval_command.command("retrieval")
@click.option("--corpus", type=FILE, required=True, help="BEIR's corpus.jsonl, or SciFact's own.")
@click.option("--queries", type=FILE, required=True, help="BEIR's queries.jsonl, or SciFact's claims.")
@click.option("--qrels", type=FILE, help="BEIR's qrels.tsv; SciFact's claims hold theirs.")
@click.option("--limit", type=click.IntRange(1), help="Only the first N queries.")
@click.option("--rerank", is_flag=True, help="Measure the model's order of the best 30 too (one call a query).")
@model_options
@library_options
@json_option
def _retrieval(
    corpus: Path, queries: Path, qrels: Path | None, limit: int | None, rerank: bool, as_json: bool, **flags: Any
) -> int:
    """nDCG@10, recall@10 and recall@100, words alone and vectors alone beside it."""
    from askpapers.evaluation import retrieval as evaluate_retrieval

    model = settings_of(flags) if rerank else None
    if model and not model.model:
        raise errors.UsageError("--rerank needs a model.", "Set OPENAI_API_KEY or OPENAI_BASE_URL, or leave it out.")
    talk("Embedding the corpus; about 49 abstracts a second on two cores…")
    _show(asyncio.run(evaluate_retrieval.run(corpus, queries, qrels, limit=limit, model=model)), as_json)
    return 0


@eval_command.command("one-liners")
@click.option("--references", type=FILE, help="SciTLDR's JSON Lines; the bundled 60 papers without it.")
@json_option
def _one_liners(references: Path | None, as_json: bool) -> int:
    """ROUGE of the lines made without a model against people's."""
    from askpapers.evaluation import one_liners as evaluate_text

    _show(evaluate_text.one_liners(references), as_json)
    return 0


@eval_command.command("roles")
@click.option("--labeled", type=FILE, help="CSAbstruct's JSON Lines; the bundled 60 abstracts without it.")
@json_option
def _roles(labeled: Path | None, as_json: bool) -> int:
    """Accuracy and macro F1 of the sentences' roles."""
    from askpapers.evaluation import one_liners as evaluate_text

    _show(evaluate_text.roles(labeled), as_json)
    return 0


@eval_command.command("answers-extractive")
@click.option("--corpus", type=FILE, required=True, help="SciFact's corpus.jsonl.")
@click.option("--claims", type=FILE, required=True, help="SciFact's claims.")
@click.option("--limit", type=int, default=0, help="Only the first N claims.")
@json_option
def _answers_extractive(corpus: Path, claims: Path, limit: int, as_json: bool) -> int:
    """Whether the sentences quoted without a model are those that people marked."""
    from askpapers.answering.quotation import make_vectors
    from askpapers.evaluation import extractive_answers as evaluate_answers

    def vectors(papers: Sequence[Paper]) -> PaperVectors:
        return make_vectors(papers, evaluate_answers.as_given)

    _show(evaluate_answers.answers(corpus, claims, vectors, _reader(), limit=limit), as_json)
    return 0


@eval_command.command("answers")
@click.option("--questions", type=FILE, required=True, help="JSON Lines: question, answerable, and day or papers.")
@click.option("--corpus", type=FILE, multiple=True, help="Lists to ask of, in any format; the library without it.")
@click.option("--parallel", type=click.IntRange(1), default=4, show_default=True, help="Questions asked at a time.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write the answers there, as JSON Lines.")
@model_options
@library_options
@json_option
def _answers(
    questions: Path, corpus: tuple[Path, ...], parallel: int, save: Path | None, as_json: bool, **flags: Any
) -> int:
    """Citation precision and recall by the support check, refusals right and wrong, tokens and calls a question."""
    from askpapers.evaluation import answers as evaluate_questions

    if save == STDOUT:
        raise errors.UsageError("Standard output has the measures.", "--save FILE keeps the answers.")
    settings = settings_of(flags)
    asking = evaluate_questions.run(settings, questions, corpus, parallel=parallel, save=save, tell=talk)
    _show(asyncio.run(asking), as_json)
    return 0


@eval_command.command("support")
@click.option(
    "--scifact", type=click.Path(file_okay=False, path_type=Path), help="A folder with SciFact's corpus.jsonl."
)
@click.option("--claims", default="claims_train.jsonl", show_default=True, help="The claims' file in that folder.")
@click.option("--tldr", type=FILE, help="SciTLDR's JSON Lines.")
@json_option
def _support(scifact: Path | None, claims: str, tldr: Path | None, as_json: bool) -> int:
    """How often the support check is right, on cases built from true claims."""
    from askpapers.evaluation import support as evaluate_support

    if scifact is None and tldr is None:
        _show(evaluate_support.bundled(_reader()), as_json)
        return 0
    cases = evaluate_support.scifact_cases(scifact, claims=claims) if scifact else []
    cases += evaluate_support.tldr_cases(tldr, 1_000_000) if tldr else []
    _show(evaluate_support.run(cases, _reader()), as_json)
    return 0


def _reader() -> Any:
    from askpapers.models import cross_encoder

    return cross_encoder.reader()


def _show(result: Mapping[str, Any], as_json: bool) -> None:
    if not result["n"]:
        raise errors.EmptyInput("These files hold nothing to measure.", "Are they whole, and do they belong together?")
    if as_json:
        print_json(result)
    else:
        _print(result)


def _print(result: Mapping[str, Any]) -> None:
    click.echo(style(f"{result['task']}  (n = {result['n']})", bold=True))
    _table("", result["metrics"])
    for name, value in result.get("baselines", {}).items():
        if isinstance(value, Mapping):
            _table(f"  beside it: {name}", value)
        else:
            click.echo(f"  beside it: {name} {value}")
    click.echo()


def _table(name: str, values: Mapping[str, Any]) -> None:
    told = "  ".join(f"{key} {value}" for key, value in values.items())
    click.echo(f"{name + ': ' if name else '  '}{told}")
