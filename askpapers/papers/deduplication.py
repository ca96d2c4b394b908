"""When two records are the same paper, and what the two make together."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from askpapers.papers.paper import Paper
from askpapers.text.latex import latex_to_text

LONG_TITLE = 25
"""Folded characters from which a title alone names a paper, where nothing else is known of one of the two."""


def fold_title(title: str) -> str:
    """Return the title as letters and digits only, case and accents folded, words one space apart."""
    text = title.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", title).casefold()
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", text)) or " ".join(text.split())


def title_id(title: str) -> str:
    """Return the id of a paper that has no arXiv id: "t" and ten hex digits of its folded title's SHA-256."""
    return "t" + _digest(fold_title(title))


def distinct_id(paper: Paper) -> str:
    """Return an id for a paper whose title id is taken by another paper of the same title."""
    rest = (paper.abstract, " ".join(paper.authors), paper.organization or "",
            (paper.published and paper.published.isoformat()) or "")  # fmt: skip
    # Every sign of a DOI or an address counts: 10.1/a-b and 10.1/a.b are two papers.
    exact = ((paper.doi or "").casefold(), paper.url or "")
    return "t" + _digest("\n".join([fold_title(paper.title), *map(_folded, rest), *exact]))


OWN_LIST = "askpapers-list"
"""The source of a list that this program wrote, whose ids are this program's too."""


def is_same_paper(a: Paper, b: Paper) -> bool:
    """Return whether two records that share an id, a DOI or a folded title are one paper.

    Two different arXiv ids are two papers. One title alone is not enough where authors or abstracts of both are known
    and none agrees, nor where it is as short as "Editorial"; nor are equal authors where the journals' DOIs differ.
    One id under two titles is one paper only where the abstracts agree; of a list that this program wrote, id and title are enough.
    """
    first, second = _arxiv(a), _arxiv(b)
    if first and second:
        return first == second
    if a.doi and b.doi and a.doi.casefold() == b.doi.casefold():
        return True
    if fold_title(a.title) != fold_title(b.title):
        # Two corpora number their papers alike: an id of a source's own is no name outside of it.
        return a.id == b.id and agree_abstracts(a, b) is True
    if a.id == b.id and any(one.source == OWN_LIST and _bare(one) for one in (a, b)):
        return True
    abstracts = agree_abstracts(a, b)
    if abstracts:
        return True
    long = len(fold_title(a.title)) >= LONG_TITLE
    shared = count_shared_authors(a, b)
    if shared is not None:
        # A column by one author appears under one short title again and again.
        again = abstracts is False and not long and shared < 2
        return 2 * shared >= min(len(a.authors), len(b.authors)) and not again and not _journals_differ(a, b)
    if abstracts is None:
        return (long or (_bare(a) and _bare(b))) and not _journals_differ(a, b)
    return False


def number_as_title(arxiv: str | None, doi: str | None = None) -> str:
    """Return what stands for the title of a paper that is known by its number alone, "" without one."""
    return f"arXiv:{arxiv}" if arxiv else f"doi:{doi}" if doi else ""


def is_untitled(paper: Paper) -> bool:
    """Return whether the title is the paper's number alone, as lists of numbers and links have it."""
    return paper.title in {number_as_title(paper.arxiv_id), number_as_title(None, paper.doi)} - {""}


def merge(old: Paper, new: Paper) -> Paper:
    """Return the best of both; `new` is the newer reading, so its counts count and its wording where it is whole.

    Every day of either stays. Merging the same reading again changes nothing.
    """
    older = new.version is not None and old.version is not None and new.version < old.version
    first, second = (old, new) if older else (new, old)
    arxiv = old.arxiv_id or new.arxiv_id
    authors = first.authors if len(first.authors) >= len(second.authors) else second.authors
    return replace(
        first,
        id=arxiv or old.id,
        title=second.title if is_untitled(first) else _title(first.title, second.title),
        abstract=_abstract(first.abstract, second.abstract),
        published=min((d for d in (old.published, new.published) if d), default=None),
        issued=_issued(old, new),
        listed=tuple(sorted({*old.listed, *new.listed})),
        authors=authors,
        author_count=_author_count(old, new, authors),
        organization=first.organization or second.organization,
        url=_url(first.url, second.url, arxiv),
        arxiv_id=arxiv,
        version=_most(old.version, new.version),
        doi=first.doi or second.doi,
        categories=_union(old.categories, new.categories),
        comments=old.comments if new.comments is None else new.comments,
        upvotes=old.upvotes if new.upvotes is None else new.upvotes,
        keywords=_union(old.keywords, new.keywords),
        code_url=first.code_url or second.code_url,
        source=old.source or new.source,
        project_url=first.project_url or second.project_url,
        code_stars=old.code_stars if new.code_stars is None else new.code_stars,
        submitter=old.submitter or new.submitter,
        models=new.models or old.models,
        datasets=new.datasets or old.datasets,
        spaces=new.spaces or old.spaces,
        model_count=old.model_count if new.model_count is None else new.model_count,
        dataset_count=old.dataset_count if new.dataset_count is None else new.dataset_count,
        space_count=old.space_count if new.space_count is None else new.space_count,
    )


def _issued(old: Paper, new: Paper) -> str | None:
    """The more exact of the two, the earlier of equals; none beside a day."""
    if old.published or new.published:
        return None
    return min((when for when in (old.issued, new.issued) if when), key=lambda when: (-len(when), when), default=None)


def abstract_changed(old: Paper, new: Paper) -> bool:
    """Return whether the abstracts differ in more than white space."""
    return old.abstract.split() != new.abstract.split()


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _folded(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def _arxiv(paper: Paper) -> str | None:
    if paper.arxiv_id:
        return paper.arxiv_id
    found = re.fullmatch(r"10\.48550/arxiv\.(.+?)(?:v\d+)?", paper.doi or "", re.I)
    return found[1] if found else None


def _journals_differ(a: Paper, b: Paper) -> bool:
    """Whether both have a DOI and neither is a preprint's; equal ones never come here."""
    return all(paper.doi and not re.match(r"10\.(48550|1101|2139|5281|31219|36227)/", paper.doi) for paper in (a, b))


def _bare(paper: Paper) -> bool:
    return not (paper.authors or _folded(paper.abstract) or paper.arxiv_id or paper.doi)


def count_shared_authors(a: Paper, b: Paper) -> int | None:
    """Return how many authors two lists share, by surname or by all parts of the name; None where one is empty."""
    if not a.authors or not b.authors:
        return None
    surnames, names = (
        len({key(name) for name in a.authors if key(name)} & {key(name) for name in b.authors if key(name)})
        for key in (_surname, _parts)
    )
    return max(surnames, names)


def _surname(name: str) -> str:
    before, comma, _ = name.partition(",")
    words = [word for word in fold_title(before).split() if word not in {"jr", "sr", "ii", "iii", "et", "al"}]
    if len(words) > 1 and not comma and len(words[-1]) <= 2 and name.rsplit(maxsplit=1)[-1].isupper():
        return words[-2]  # "Okafor NC", as medical indexes write it
    return words[-1] if words else ""


def _parts(name: str) -> frozenset[str]:
    """The words of a name in no order, since some sources put the family name first."""
    return frozenset(fold_title(name).split())


def agree_abstracts(a: Paper, b: Paper) -> bool | None:
    """Return whether two abstracts are one text, perhaps cut short or reworded a little; None where one is missing."""
    first, second = sorted((_folded(a.abstract), _folded(b.abstract)), key=len)
    if not first:
        return None
    if second.startswith(first[: max(40, int(len(first) * 0.9))]):
        return True
    shingles = [
        {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))} for words in (first.split(), second.split())
    ]
    return len(shingles[0] & shingles[1]) >= 0.4 * min(map(len, shingles))


def _title(first: str, second: str) -> str:
    """The newer title, unless it is what a list shows of the older one's LaTeX."""
    return second if first != second and first == latex_to_text(second) else _wording(first, second)


def _wording(first: str, second: str) -> str:
    return second if not first or _is_cut(first, second) else first


def _abstract(first: str, second: str) -> str:
    if first.split() == second.split():
        # The same words wrapped differently: what is kept does not change from reading to reading.
        return second
    return _wording(first, second)


def _is_cut(text: str, whole: str) -> bool:
    """Whether `text` is only the beginning of `whole`, cut off by a list that shows no more."""
    beginning, all_of_it = (" ".join(each.split()).rstrip(" .…") for each in (text, whole))
    return bool(beginning) and len(beginning) < len(all_of_it) and all_of_it.startswith(beginning)


def _author_count(old: Paper, new: Paper, authors: tuple[str, ...]) -> int | None:
    """The higher count, and no fewer than are named once a source names others."""
    count = _most(old.author_count, new.author_count)
    return count if count is None or authors == old.authors else max(count, len(authors))


def _most(*numbers: int | None) -> int | None:
    return max((number for number in numbers if number is not None), default=None)


def _union(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    # What is repeated in the first reading stays, or reading it again would look like news.
    return old + tuple(dict.fromkeys(name for name in new if name not in old))


def _url(first: str | None, second: str | None, arxiv: str | None) -> str | None:
    """The first known address, but one that names the paper before one that names the list's page."""
    if arxiv and second and arxiv in second and not (first and arxiv in first):
        return second
    return first or second
