"""Read a day of research papers in a terminal, with answers that can be checked.

What other programs may use is named in `__all__`; everything below the rooms may change. Names are loaded when first
used (PEP 562), so that `import askpapers` costs next to nothing. Every verb that waits is a coroutine or an
asynchronous generator; there are no synchronous twins.

>>> async with open_library(home) as library:
...     report = await add(library, [page], day=date(2025, 10, 31))
...     async for event in ask(library, "Which papers merge task vectors?", Scope()):
...         match event:
...             case Answer(status=status, citations=citations):
...                 print(report.added, status, len(citations) > 0)
64 answered True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from askpapers.version import __version__

if TYPE_CHECKING:
    from askpapers.answering.estimate import Estimate as Estimate
    from askpapers.answering.estimate import estimate as estimate
    from askpapers.answers.answer import Answer as Answer
    from askpapers.answers.answer import Checked as Checked
    from askpapers.answers.answer import Citation as Citation
    from askpapers.answers.answer import Claim as Claim
    from askpapers.answers.answer import Comparison as Comparison
    from askpapers.answers.answer import Found as Found
    from askpapers.answers.answer import OneLine as OneLine
    from askpapers.answers.answer import Progress as Progress
    from askpapers.answers.answer import Status as Status
    from askpapers.answers.answer import Support as Support
    from askpapers.answers.answer import Words as Words
    from askpapers.answers.digest import Digest as Digest
    from askpapers.answers.usage import Usage as Usage
    from askpapers.answers.verdict import Verdict as Verdict
    from askpapers.errors import AskpapersError as AskpapersError
    from askpapers.errors import BadInput as BadInput
    from askpapers.errors import KeyProblem as KeyProblem
    from askpapers.errors import LibraryError as LibraryError
    from askpapers.errors import ServiceError as ServiceError
    from askpapers.errors import SpendingLimit as SpendingLimit
    from askpapers.errors import UnknownPaper as UnknownPaper
    from askpapers.errors import UsageError as UsageError
    from askpapers.library.library import Library as Library
    from askpapers.models.bundled import Embedder as Embedder
    from askpapers.models.chat import LLM as LanguageModel  # noqa: N811
    from askpapers.papers.news import News as News
    from askpapers.papers.paper import ListedPaper as ListedPaper
    from askpapers.papers.paper import Match as Match
    from askpapers.papers.paper import Paper as Paper
    from askpapers.papers.paper import ReadWarning as ReadWarning
    from askpapers.papers.scope import Scope as Scope
    from askpapers.settings.settings import Settings as Settings
    from askpapers.settings.settings import load as load_settings
    from askpapers.text.sentences import Span as Span
    from askpapers.verbs.add import AddReport as AddReport
    from askpapers.verbs.add import add as add
    from askpapers.verbs.ask import ask as ask
    from askpapers.verbs.compare import compare as compare
    from askpapers.verbs.digest import digest as digest
    from askpapers.verbs.doctor import Check as Check
    from askpapers.verbs.doctor import examine as doctor
    from askpapers.verbs.fetch import FetchReport as FetchReport
    from askpapers.verbs.fetch import fetch as fetch
    from askpapers.verbs.follow import FollowReport as FollowReport
    from askpapers.verbs.follow import follow as follow
    from askpapers.verbs.news import news as news
    from askpapers.verbs.open import open_library as open_library
    from askpapers.verbs.search import search as search
    from askpapers.verbs.standalone import answer_extractively as answer_extractively
    from askpapers.verbs.standalone import check_citations as check_citations
    from askpapers.verbs.standalone import read_papers as read_papers
    from askpapers.verbs.standalone import split_sentences as split_sentences
    from askpapers.verbs.summarize import summarize as summarize
    from askpapers.verbs.verify import CheckedClaim as CheckedClaim
    from askpapers.verbs.verify import check_claim as check_claim
    from askpapers.verbs.verify import verify as verify
    from askpapers.writers.bibliography import papers as export


_HOMES = {
    "answering.estimate": "Estimate estimate",
    "answers.answer": "Answer Checked Citation Claim Comparison Found OneLine Progress Status Support Words",
    "answers.digest": "Digest",
    "answers.usage": "Usage",
    "answers.verdict": "Verdict",
    "errors": "AskpapersError BadInput KeyProblem LibraryError ServiceError SpendingLimit UnknownPaper UsageError",
    "library.library": "Library",
    "models.chat": "LanguageModel=LLM",
    "models.bundled": "Embedder",
    "papers.news": "News",
    "papers.paper": "ListedPaper Match Paper ReadWarning",
    "papers.scope": "Scope",
    "settings.settings": "Settings load_settings=load",
    "text.sentences": "Span",
    "verbs.add": "AddReport add",
    "verbs.ask": "ask",
    "verbs.compare": "compare",
    "verbs.digest": "digest",
    "verbs.doctor": "Check doctor=examine",
    "verbs.fetch": "FetchReport fetch",
    "verbs.follow": "FollowReport follow",
    "verbs.news": "news",
    "verbs.open": "open_library",
    "verbs.search": "search",
    "verbs.standalone": "answer_extractively check_citations read_papers split_sentences",
    "verbs.summarize": "summarize",
    "verbs.verify": "CheckedClaim check_claim verify",
    "writers.bibliography": "export=papers",
}
"""Where each public name lives: module → names, `public=private` where they differ."""

_EXPORTS = {
    public: (f"askpapers.{module}", own or public)
    for module, names in _HOMES.items()
    for public, _, own in (name.partition("=") for name in names.split())
}

__all__ = [
    "AddReport", "Answer", "AskpapersError", "BadInput", "Check", "Checked", "CheckedClaim", "Citation", "Claim", "Comparison", "Digest",
    "Embedder", "Estimate", "FetchReport", "FollowReport", "Found", "KeyProblem", "LanguageModel", "Library", "LibraryError", "ListedPaper",
    "Match", "News", "OneLine", "Paper", "Progress", "ReadWarning", "Scope", "ServiceError", "Settings", "Span",
    "SpendingLimit", "Status", "Support", "UnknownPaper", "Usage", "UsageError", "Verdict", "Words", "__version__", "add",
    "answer_extractively", "ask", "check_citations", "check_claim", "compare", "digest", "doctor", "estimate", "export", "fetch", "follow",
    "load_settings", "news", "open_library", "read_papers", "search", "split_sentences", "summarize", "verify",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _EXPORTS:
        raise AttributeError(f"module 'askpapers' has no attribute {name!r}")
    module, own = _EXPORTS[name]
    value = getattr(import_module(module), own)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
