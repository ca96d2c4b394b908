"""Questions: the conditions that their words add, and what may name a paper."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from askpapers.papers.scope import Scope
from askpapers.query.conditions import MOST_NAMED, Conditions, parse_conditions

calm = settings(deadline=None)
"""No clock decides: a busy machine is no defect."""

TODAY = date(2025, 11, 5)
"""A Wednesday."""

ORGANIZATIONS = ("Microsoft", "Microsoft Research", "Université de Montréal", "C++ Group", "(x")


def read(question: str, scope: Scope | None = None) -> Conditions:
    return parse_conditions(question, scope or Scope(), today=TODAY, organizations=ORGANIZATIONS)


def days(question: str) -> tuple[str | None, str | None]:
    scope = read(question).scope
    since, until = (None if day is None else day.isoformat() for day in (scope.since, scope.until))
    return since, until


@pytest.mark.parametrize(
    ("question", "comments", "upvotes"),
    [
        ("papers with more than ten comments", 11, None),
        ("papers with over 10 comments", 11, None),
        ("papers with at least ten comments", 10, None),
        ("papers with 5+ comments", 5, None),
        ("papers with five or more up-votes", None, 5),
        ("papers with no fewer than TWENTY likes", None, 20),
        ("papers above a hundred upvotes", None, 101),
        ("papers with at least 1 comment", 1, None),
        ("papers with more than zero comments", 1, None),
        ("papers with more than 3 comments and at least 7 upvotes", 4, 7),
        ("papers with more than ١٠ comments", 11, None),
        ("artículos con más de diez comentarios", 11, None),
        ("Papiere mit mindestens zehn Kommentaren", 10, None),
        ("articles avec plus de 1 000 commentaires", None, None),
        ("papers with comments above 5", 6, None),
        ("papers that don't have more than 5 comments", None, None),
        ("more than 1,000 upvotes", None, 1001),
        ("at least 1k upvotes", None, 1000),
        ("over 1.000 upvotes", None, 1001),
        ("over 1.5k upvotes", None, 1501),
        ("more than a hundred upvotes", None, 101),
        ("at least two hundred upvotes", None, 200),
        ("upvotes > 50", None, 51),
        ("papers with upvotes >= 50", None, 50),
        ("≥ 50 upvotes", None, 50),
        ("50+ upvotes", None, 50),
        ("50 upvotes or more", None, 50),
        ("mehr als 50 likes", None, 51),
        ("improves over 10 upvotes", None, 11),
        ("discover 10 upvotes", None, None),
        ("more than 2 000 upvotes", None, None),
        ("more than 1 upvotes and 1,5 likes", None, 2),
        ("more than 1,00 upvotes", None, None),
        ("more than 10,000,000,000,000 upvotes", None, 1000000000),
        ("papers with 5 comments", None, None),
        ("trained on at least 20 languages", None, None),
        ("papers with more than comments", None, None),
        ("What do more than 5 commentators say?", None, None),
    ],
)
def test_a_least_count_is_a_condition_and_nothing_else_is(
    question: str, comments: int | None, upvotes: int | None
) -> None:
    understood = read(question)
    assert (understood.scope.min_comments, understood.scope.min_upvotes) == (comments, upvotes)
    told = {name for name, least in (("min_comments", comments), ("min_upvotes", upvotes)) if least is not None}
    assert set(understood.filters) == told


@pytest.mark.parametrize(
    ("question", "comments", "upvotes"),
    [
        ("papers with fewer than 5 comments", 4, None),
        ("papers with less than ten comments", 9, None),
        ("no more than 5 upvotes", None, 5),
        ("not more than 5 upvotes", None, 5),
        ("at most 5 upvotes", None, 5),
        ("fewer than 50 upvotes", None, 49),
        ("upvotes <= 50", None, 50),
        ("comments < 3", 2, None),
        ("5 likes or fewer", None, 5),
        ("up to 1k likes", None, 1000),
        ("commented on fewer than 3 times", 2, None),
        ("Papiere mit weniger als zehn Kommentaren", 9, None),
        ("articles avec moins de 5 commentaires", 4, None),
        ("artículos con menos de cinco comentarios", 4, None),
        ("papers with fewer than 1 comment", 0, None),
        ("papers with more than 5 comments", None, None),
        ("papers without fewer than 5 comments", None, None),
        ("trained in under 20 hours", None, None),
    ],
)
def test_a_greatest_count_is_a_condition(question: str, comments: int | None, upvotes: int | None) -> None:
    scope = read(question).scope
    assert (scope.max_comments, scope.max_upvotes) == (comments, upvotes)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("papers from yesterday", "2025-11-04", "2025-11-04"),
        ("What was in yesterday’s list?", "2025-11-04", "2025-11-04"),
        ("papers of this week", "2025-11-03", "2025-11-05"),
        ("papers of last week", "2025-10-27", "2025-11-02"),
        ("papers in the last three days", "2025-11-03", "2025-11-05"),
        ("papers over the past 2 weeks", "2025-10-23", "2025-11-05"),
        ("papers of the last 1 day", "2025-11-05", "2025-11-05"),
        ("papers since Monday", "2025-11-03", None),
        ("papers from Wednesday", "2025-11-05", "2025-11-05"),
        ("papers on thursday", "2025-10-30", "2025-10-30"),
        ("papers after October 30", "2025-10-31", None),
        ("papers before 1 November 2025", None, "2025-10-31"),
        ("papers before 2024-03-01", None, "2024-02-29"),
        ("papers until the cows come home", None, None),
        ("papers on the 31st", None, None),
        ("papers on 31st of October", "2025-10-31", "2025-10-31"),
        ("papers on Oct 31st, 2024", "2024-10-31", "2024-10-31"),
        ("papers since December 25", "2024-12-25", None),
        ("papers on November 5", "2025-11-05", "2025-11-05"),
        ("papers on November 6", "2024-11-06", "2024-11-06"),
        ("papers until 2025-10-31", None, "2025-10-31"),
    ],
)
def test_days_are_read_from_a_question(question: str, since: str | None, until: str | None) -> None:
    assert days(question) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "papers on February 30",
        "papers since 2025-13-45",
        "papers on 99 May",
        "papers on 2025-02-29",
        "before Marching bands",
        "on Mar 3B parameters",
        "Which models were trained on 10 marks?",
        "What may come after 5 decisions?",
        "What are today's themes?",
    ],
)
def test_what_is_no_day_narrows_nothing(question: str) -> None:
    understood = read(question)
    assert (understood.scope, understood.filters) == (Scope(), ())


def test_a_day_in_the_question_is_asked_of_even_where_another_is_in_scope() -> None:
    newest = Scope(since=date(2025, 11, 5), until=date(2025, 11, 5), starred=True)
    scope = read("What did the papers since Monday train?", newest).scope
    assert scope == Scope(since=date(2025, 11, 3), starred=True)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=n) for n in range(8)])
def test_a_weekday_is_the_last_one_and_today_counts(day: date) -> None:
    found = read(f"papers on {day:%A}").scope.since
    assert found is not None
    assert found <= TODAY
    assert (TODAY - found).days == (TODAY - day).days % 7


@pytest.mark.parametrize(
    ("question", "organization"),
    [
        ("Which papers by Microsoft merge models?", "Microsoft"),
        ("Which papers by Microsoft Research merge models?", "Microsoft Research"),
        ("what do MICROSOFT's papers merge?", "Microsoft"),
        ("Microsoft’s work on agents", "Microsoft"),
        ("papers from the Université de Montréal", "Université de Montréal"),
        ("papers from C++ Group", "C++ Group"),
        ("papers by (x", "(x"),
        ("Is it better than what Microsoft Word does?", None),
        ("papers by Microsofties", None),
        ("NotMicrosoft papers", None),
        ("papers by Google", None),
    ],
)
def test_an_organisation_is_one_that_the_library_knows(question: str, organization: str | None) -> None:
    understood = read(question)
    assert understood.scope.organization == organization
    assert ("organization" in understood.filters) == (organization is not None)
    assert organization not in understood.people


@pytest.mark.parametrize(
    ("question", "organization"),
    [
        ("What is new on agents by Microsoft since Monday?", "Microsoft"),
        ("What is new on language models by Microsoft?", "Microsoft"),
        ("papers from Microsoft", "Microsoft"),
        ("What did Google DeepMind publish?", "Google DeepMind"),
        ("What does NVIDIA work on?", "NVIDIA"),
        ("Tsinghua University's new papers", "Tsinghua University"),
        ("papers by researchers at Meta", "Meta"),
        ("Which papers beat models by OpenAI?", None),
        ("Is it better than GPT-4 by OpenAI?", None),
        ("Which use data from Google?", None),
        ("papers not by Microsoft", None),
        ("all papers except those by Google", None),
        ("papers other than from Meta", None),
        ("Papiere von Microsoft", "Microsoft"),
        ("artículos de Meta", "Meta"),
        ("articles de Google", "Google"),
        ("Welche Papiere sind von Microsoft?", "Microsoft"),
        ("Welche davon stammen aus Google?", "Google"),
        ("¿Cuáles son de Google?", "Google"),
        ("Lesquels sont de Meta ?", "Meta"),
        ("Quali sono di Apple?", "Apple"),
        ("¿Cuáles no son de Google?", None),
        ("Welche sind nicht von Microsoft?", None),
        ("and by Google?", "Google"),
        ("来自Microsoft的论文", "Microsoft"),
        ("今天来自Microsoft的论文", "Microsoft"),
        ("Microsoftの論文", "Microsoft"),
        ("清华大学的论文", "清华大学"),
        ("compared with Microsoft's work, what is new?", None),
        ("Does it run on Apple chips?", None),
        ("Is Meta-learning used?", None),
        ("papers by Meta-learning people", None),
        ("How does it compare to Adobe Research papers?", None),
        ("the role of AI", None),
        ("Does Gemini from Google win?", None),
        ("Was gibt es Neues von Microsoft?", "Microsoft"),
        ("Papers from Google", "Google"),
        ("The papers of Meta", "Meta"),
        ("Anything new from Meta?", "Meta"),
        ("What is new since Monday by Meta?", "Meta"),
        ("the list since October 30 by Meta", "Meta"),
        ("What is new on RL by Microsoft?", "Microsoft"),
        ("How does Llama-3 by Meta fare?", None),
        ("Which datasets from Google are used?", None),
    ],
)
def test_an_organisation_filters_only_where_the_papers_are_its_own(question: str, organization: str | None) -> None:
    known = (
        "Microsoft",
        "OpenAI",
        "Google",
        "Google DeepMind",
        "Meta",
        "Apple",
        "清华大学",
        "Tsinghua University",
        "NVIDIA",
        "AI",
        "Adobe Research",
    )
    understood = parse_conditions(question, Scope(), today=TODAY, organizations=known)
    assert understood.scope.organization == organization


@pytest.mark.parametrize(
    "question",
    [
        "papers in cs.CL or cs.LG",
        "papers in cs.CL and cs.LG",
        "Which cs.CL/cs.LG papers use RL?",
        "What is new in cs.CL, cs.LG?",
        "What is new in cs.CL, and cs.LG?",
    ],
)
def test_of_several_categories_a_paper_may_be_in_any(question: str) -> None:
    assert (read(question).scope, read(question).filters) == (Scope(category="cs.CL or cs.LG"), ("category",))


@pytest.mark.parametrize("question", ["papers in cs.CL", "Which cs.CL papers use RL?", "what is new in cs.CL?"])
def test_a_category_of_arxiv_is_a_condition(question: str) -> None:
    assert (read(question).scope, read(question).filters) == (Scope(category="cs.CL"), ("category",))


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("What do my starred papers say?", "starred"),
        ("Which of the papers I have starred use RL?", "starred"),
        ("Which unread papers mention RL?", "unread"),
        ("papers that I haven't read", "unread"),
        ("papers I haven’t read", "unread"),
        ("papers I have not read", "unread"),
        ("Which papers with code use RL?", "has_code"),
        ("papers with open-source code", "has_code"),
        ("papers with a GitHub link", "has_code"),
        ("What do my favourites say?", "starred"),
        ("abstracts I've starred", "starred"),
        ("the ones I haven't read", "unread"),
    ],
)
def test_marks_and_code_are_conditions(question: str, field: str) -> None:
    understood = read(question)
    assert getattr(understood.scope, field) is True
    assert understood.filters == (field,)


@pytest.mark.parametrize(
    "question",
    [
        "Which papers have no code?",
        "papers without code",
        "papers with no public code",
        "papers whose code is not released",
        "Which papers' code is closed-source?",
        "For which papers is the code not available?",
        "Which papers do not release their source code?",
        "Which papers don’t have a GitHub repo?",
        "papers that have not made code public",
        "And which of them have no code?",
        "Which ones lack code?",
        "Which papers on graph networks have no code?",
        "papers from October without code",
        "papers on agents whose code is not public",
        "Which unread papers without code use RL?",
        "Which papers in cs.CL have no code?",
        "Which papers in cs.CL or cs.LG have no code?",
        "Which papers by Ann Lee have no code?",
    ],
)
def test_having_no_code_is_a_condition_however_it_is_said(question: str) -> None:
    assert read(question).scope.no_code and not read(question).scope.has_code


@pytest.mark.parametrize(
    "question",
    [
        "papers with code generation",
        "papers with no code generation",
        "papers without code of conduct",
        "Which agents have no code?",
        "Which papers study agents that have no code?",
        "papers on proofs without code",
        "How do models learn without code?",
        "Which papers do not use code?",
        "papers that are not without code",
        "Why is code not available?",
        "What is not code?",
        "Which papers have code not written in Python?",
        "papers that are not starred papers",
        "Does the cs.CL classifier work?",
        "papers not in cs.CL",
        "How do models write code?",
        "Who starred in the film?",
        "Can models read unread messages?",
        "Which papers train models with code completion?",
    ],
)
def test_a_topic_is_no_condition(question: str) -> None:
    assert read(question).scope == Scope()


@pytest.mark.parametrize(
    "question",
    [
        "What gains does it report over GPT-4o?",
        "How is the reward computed at each step?",
        "Was it trained on more than 10 datasets?",
        "Are more than ten languages supported?",
        "Does it need over 100 GPU hours?",
        "Which benchmarks have at least 1,000 questions?",
        "What is the score on AIME 2024 and AIME 2025?",
        "Does Loong beat Sora by OpenAI?",
        "How does it work on Android from Google?",
        "Is the code of Loong on GitHub?",
        "What do users on Reddit comment about?",
        "How many comments were annotated for the data set?",
        "Does the reward model like long answers?",
        "Is there a release date, after May 2025?",
        "Which attack was found in March 2024?",
        "What has been done since the Transformer?",
        "Who are the authors of Loong?",
        "How does the model read unread emails?",
        "Does the paper use data from Monday.com?",
        "What does the Sunday benchmark measure?",
        "Which layers are on from 10 to 20?",
        "How fast is it on 8 H100s?",
        "Which methods from 2023 are compared?",
        "Which model by Alibaba is fine-tuned?",
        "How does it relate to work from Stanford University?",
        "What is Apple's M2 latency?",
        "Does training on Google Cloud cost more than 1k dollars?",
        "Explain the loss of AdaMerging step by step.",
        "What is the first author's affiliation?",
        "Can the robot pick up 3 apples?",
        "Which papers train with reinforcement learning, and what do they gain?",
        "Which papers improve CLIP?",
        "What are the limits of SHANKS?",
        "Is there a paper on protein folding?",
        "Any paper about weather?",
        "Does any paper use RL for code?",
        "What is the best paper on agents?",
        "Which paper has the strongest results on SWE-bench?",
        "Compare Loong with Depth Pro",
        "How do LLMs plan?",
        "Why is attention slow?",
        "Was ist der Unterschied zwischen Loong und StaMo?",
        "Wie trainiert man ein Sprachmodell ohne Instruktionsdaten?",
        "Comment réduire le nombre de tokens visuels ?",
        "¿Cómo funciona la poda de OBS-Diff?",
        "OBS-Diff 是如何剪枝的？",
        "Qual è il vantaggio di SIMART?",
        'What does "most of the weights" mean here?',
        "How do all these tricks help?",
        "What is shared among the experts?",
    ],
)
def test_what_asks_about_a_paper_gains_no_condition(question: str) -> None:
    known = ("Google", "OpenAI", "Apple", "Alibaba", "Stanford University", "Meta")
    understood = parse_conditions(question, Scope(), today=TODAY, organizations=known)
    assert (understood.scope, understood.filters) == (Scope(), ())


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("Which Microsoft papers since Monday have more than 5 comments?", "since organization min_comments"),
        ("Show me papers by Tencent from last week", "since until organization"),
        ("what did Meta publish yesterday", "since until organization"),
        ("popular papers with >100 upvotes", "min_upvotes"),
        ("papers that got more than 20 upvotes this week", "since until min_upvotes"),
        ("papers having at least five comments", "min_comments"),
        ("papers commented on more than ten times", "min_comments"),
        ("papers upvoted more than 50 times", "min_upvotes"),
        ("papers discussed in over 10 comments", "min_comments"),
        ("Which papers from Google DeepMind have code?", "organization"),
        ("from Stanford University, what is new?", "organization"),
        ("papers published on 2025-10-30", "since until"),
        ("papers listed after Tuesday", "since"),
        ("what came out on Friday", "since until"),
        ("what was posted between Monday and Tuesday by Meta", "since until organization"),
        ("news since last Thursday", "since"),
        ("what is new this week?", "since until"),
        ("anything from the past three days about RL", "since until"),
        ("in the last two weeks, who worked on agents?", "since until"),
        ("unread papers by Meta", "organization unread"),
        ("my starred papers from October", "since until starred"),
        ("papers with over ten thousand likes", "min_upvotes"),
        ("papers w/ 10+ comments", "min_comments"),
        ("10 comments or more", "min_comments"),
        ("the most commented papers", ""),
        ("Monday's list", "since until"),
        ("Papers vom Montag", "since until"),
        ("articles de mardi", "since until"),
        ("artículos de ayer con más de 5 comentarios", "since until min_comments"),
        ("seit gestern", "since"),
        ("papers from the week of October 27", "since until"),
        ("papers dated October 30, 2025", "since until"),
        ("papers of 30.10.2025", "since until"),
        ("papers from 10/30/2025", "since until"),
        ("30 October's papers", "since until"),
        ("papers from early October", ""),
        ("papers since the start of October", ""),
        ("papers from the weekend", ""),
    ],
)
def test_the_conditions_of_a_question_are_all_found_and_no_others(question: str, conditions: str) -> None:
    known = ("Microsoft", "Meta", "Tencent", "Google DeepMind", "Stanford University")
    understood = parse_conditions(question, Scope(), today=TODAY, organizations=known)
    found = {name for name in understood.filters if getattr(understood.scope, name) is not None}
    assert found == set(conditions.split())


def test_a_condition_that_is_set_already_is_not_added_by_the_question() -> None:
    scope = Scope(starred=True, min_comments=11, organization="Microsoft")
    understood = read("my starred papers by Microsoft with more than ten comments", scope)
    assert (understood.scope, understood.filters) == (scope, ())


def test_a_question_that_names_no_condition_leaves_the_scope_alone() -> None:
    scope = Scope(TODAY, TODAY, ("2510.00001",), "Meta", "Ada", "cs.CL", True, True, True, 3, 4, True, "words")
    assert read("How does it work?", scope).scope == scope


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What is 2510.00001 about?", ("2510.00001",)),
        ("What is 2510.00001v2 about?", ("2510.00001",)),
        ("Compare 2510.00001 and 2510.12345.", ("2510.00001", "2510.12345")),
        ("Version 12510.00001 or 2510.000011 or 1.2510.0001?", ()),
        ('What is "Attention is all you need" about?', ("Attention is all you need",)),
        ("What is “Reading with patience” about?", ("Reading with patience",)),
        ("What is „Lesen mit Geduld“ und «Lire»?", ("Lesen mit Geduld", "Lire")),
        ("How does AdaMerging differ from SageAttention2?", ("AdaMerging", "SageAttention2")),
        ("AdaMerging's and AdaMerging’s loss", ("AdaMerging",)),
        ("How is mT5 trained?", ("mT5",)),
        ("What do LLMs, RL and the GPU do?", ()),
        ("What Does A Capital Begin?", ()),
    ],
)
def test_words_that_may_name_a_paper_are_told(question: str, names: tuple[str, ...]) -> None:
    assert read(question).names == names


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("papers by Ada Lovelace", ("Ada Lovelace",)),
        ("papers from José Núñez.", ("José Núñez",)),
        ("papers by Ludwig van Beethoven", ("Ludwig van Beethoven",)),
        ("papers by Jean-Luc O’Neil on ships", ("Jean-Luc O’Neil",)),
        ("papers by yann lecun about vision", ("yann lecun",)),
        ("papers by Lovelace", ("Lovelace",)),
        ("What is gained by Lovelace?", ()),
        ("papers not by Ada Lovelace", ()),
        ("papers by an AI lab", ()),
        ("trained by gradient descent", ()),
        ("stand by", ()),
    ],
)
def test_words_that_may_name_a_person_are_told(question: str, people: tuple[str, ...]) -> None:
    assert read(question).people == people


PIECES = st.sampled_from(
    [
        *("how many", "use", "papers", "by", "from", "at", "since", "after", "on", "before", "in the last", "days"),
        *("more than", "at least", "comments", "upvotes", "or more", "ten", "12", "0", "5+", "a hundred", "31st of"),
        *("October", "may", "Feb 29", "2025-10-31", "2025-99-99", "yesterday", "Friday", "these", "my starred", "("),
        *("Microsoft", "C++ Group", "Ada Lovelace", "AdaMerging", "2510.00001", '"', "“", "”", "\x1b[31m", "\u202e"),
        *("</papers>", "[/b]", "%", "\\", "\0", "\r\n", "\u00a0", "²", "٣", "主题", "x" * 10_000),
    ]
)
QUESTIONS = st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=60)


@calm
@given(QUESTIONS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
@example("by " + "Aa de " * 3000, TODAY)
@example("a-B" * 5000, TODAY)
@example('"' * 5000, TODAY)
@example("1234." * 5000, TODAY)
def test_whatever_is_typed_is_read(question: str, today: date) -> None:
    understood = parse_conditions(question, Scope(), today=today, organizations=ORGANIZATIONS)
    assert set(understood.filters) <= {field.name for field in fields(Scope)}
    for name in (*understood.names, *understood.people):
        assert name in question
    for field in fields(Scope):
        changed = getattr(understood.scope, field.name) != getattr(Scope(), field.name)
        assert not changed or field.name in understood.filters


@calm
@given(QUESTIONS, st.builds(Scope, min_upvotes=st.none() | st.integers(0, 9), starred=st.booleans(), words=st.text()))
def test_reading_a_question_again_adds_no_condition_but_days(question: str, scope: Scope) -> None:
    once = read(question, scope)
    again = read(question, once.scope)
    assert again.scope == once.scope
    assert set(again.filters) <= {"since", "until"}


def test_a_pasted_page_names_no_more_than_a_question_can() -> None:
    page = "2510.00001 " + " ".join(f"Coined-Name{n}" for n in range(3_000))
    names = read(page).names
    assert names[:2] == ("2510.00001", "Coined-Name0")
    assert len(names) <= 1 + MOST_NAMED


@pytest.mark.parametrize(
    ("question", "writers"),
    [
        ("papers by Google on reasoning", ("Google",)),
        ("Which papers by Google use RL?", ("Google",)),
        ("papers by Google this week", ("Google",)),
        ("papers from Kyoto about tea", ("Kyoto",)),
        ("papers by Chinese labs on tea", ()),
        ("papers by Google researchers on tea", ()),
        ("papers from October on tea", ()),
        ("papers by Google or Apple on tea", ()),
        ("papers not by Google on tea", ()),
        ("list papers by number of comments", ()),
    ],
)
def test_who_papers_are_by_is_a_name_and_nobody_who_is_only_described(question: str, writers: tuple[str, ...]) -> None:
    assert read(question).writers == writers
