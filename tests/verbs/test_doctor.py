"""What works and what does not: a library in pieces, and model servers asked over real HTTP, from a script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing as retrieval_indexing
from askpapers.retrieval import search as retrieve
from askpapers.settings.settings import UNNAMED_MODEL, Settings
from askpapers.verbs import doctor
from askpapers.verbs import repair as verbs_repair
from askpapers.verbs.doctor import Check
from askpapers.verbs.probe import probe
from tests.servers.scripted import DONE, Step, chunk, error, serving, stream, usage

DAY = date(2025, 10, 31)
MODELS = Step(200, {"object": "list", "data": [{"id": id, "object": "model"} for id in ("m", "n")]})
SILENT = (chunk("Lamp A burns for 412 hours [1.1]."), chunk(finish="stop"), DONE)
"""A stream that does not tell its usage."""

ANSWER = Step(lines=[chunk("Lamp A burns for "), chunk("412 hours [1.1]."), chunk(finish="stop"), usage(4500), DONE])


def found(checks: list[Check]) -> dict[str, Check]:
    assert len({check.what for check in checks}) == len(checks)
    return {check.what: check for check in checks}


async def probed(
    settings: Settings, *steps: Step, model: str = "m", key: str | None = "sk-secret-1234"
) -> dict[str, Check]:
    with serving(*steps) as server:
        asked = replace(settings, model=model, base_url=server.url, api_key=key)
        return found([check async for check in probe(asked)])


# A model server


async def test_a_server_that_can_do_everything_is_well(settings: Settings) -> None:
    checks = await probed(settings, MODELS, ANSWER)
    assert list(checks) == ["models", "chat", "usage", "context", "citations"]
    assert all(check.ok for check in checks.values())
    assert checks["models"].told == "2 models: m, n"
    assert "2 pieces" in checks["chat"].told
    assert "takes no" not in checks["chat"].told
    assert "412 hours" in checks["chat"].told
    assert checks["usage"].told == "4500 tokens in, 7 out, told by the server"
    assert "4,500 tokens" in checks["context"].told


async def test_a_server_that_cuts_a_prompt_as_long_as_a_question_is_told(settings: Settings) -> None:
    cut = Step(lines=[chunk("Lamp A burns for 412 hours [1.1]."), chunk(finish="stop"), usage(2050), DONE])
    checks = await probed(settings, MODELS, cut)
    assert [name for name, check in checks.items() if not check.ok] == ["context"]
    assert checks["context"].told.startswith("2,050 of a prompt's 4,4")
    assert "OLLAMA_CONTEXT_LENGTH" in checks["context"].hint
    small = await probed(replace(settings, budget=1500), MODELS, cut)
    assert small["context"].ok


async def test_the_probe_asks_about_two_papers_as_an_answer_does(settings: Settings) -> None:
    with serving(MODELS, ANSWER) as server:
        asked = replace(settings, model="m", base_url=server.url, api_key="sk-1")
        assert [check async for check in probe(asked)]
        listed, asked = server.asked
    assert listed["path"] == "/v1/models"
    assert asked["model"] == "m"
    assert asked["stream"] is True
    assert "[1.1]" in asked["messages"][-1]["content"]


async def test_a_server_that_lists_no_models_is_no_worse_for_it(settings: Settings) -> None:
    checks = await probed(settings, error(404, "page not found"), ANSWER)
    assert checks["models"].ok
    assert "does not list" in checks["models"].told
    assert checks["chat"].ok
    assert checks["citations"].ok


async def test_a_model_that_the_server_does_not_list_is_told_with_those_that_it_does(settings: Settings) -> None:
    checks = await probed(settings, MODELS, ANSWER, model="other")
    assert not checks["models"].ok
    assert "m, n" in checks["models"].told
    assert "--model" in checks["models"].hint
    # Not listed is not refused: some servers answer all the same.
    assert checks["chat"].ok


async def test_a_model_that_nobody_named_is_the_only_one_of_the_server(settings: Settings) -> None:
    guess = replace(settings, model_is_guess=True)
    only = Step(200, {"object": "list", "data": [{"id": "tiny", "object": "model"}]})
    checks = await probed(guess, only, only, ANSWER, model=UNNAMED_MODEL)
    assert (checks["models"].ok, checks["models"].told) == (True, "1 model: tiny")
    assert checks["chat"].ok
    several = await probed(guess, MODELS, model=UNNAMED_MODEL)
    assert list(several) == ["models"]
    assert (several["models"].ok, several["models"].told) == (False, "The server has 2 models: m, n.")


async def test_a_long_list_of_models_is_cut(settings: Settings) -> None:
    many = Step(
        200, {"object": "list", "data": [{"id": f"model-{i:03}" + "x" * 90, "object": "model"} for i in range(99)]}
    )
    checks = await probed(settings, many, ANSWER, model="model-050" + "x" * 90)
    assert checks["models"].ok
    assert checks["models"].told.startswith("99 models: model-000")
    assert len(checks["models"].told) < 300


@pytest.mark.parametrize(
    ("step", "told", "hint"),
    [
        (
            error(404, "The model `m` does not exist", "model_not_found"),
            "does not have the model “m”",
            "doctor --model",
        ),
        (error(404, "404 page not found"), "no chat service at this address", "/v1"),
        (error(401, "Incorrect API key provided: sk-secret-1234"), "does not accept the key", "OPENAI_API_KEY"),
        (error(402, "Payment required"), "has nothing left", "credit"),
        (stream(""), "empty reply", "another model"),
        (Step(200, b"<html>Sign in</html>", {"Content-Type": "text/html"}), "web page", "base URL"),
        (Step(lines=[chunk("Lamp"), chunk(" A")], cut=True), "broke in the middle", "Ask again"),
    ],
)
async def test_a_chat_that_fails_is_told_in_the_words_of_its_error(
    settings: Settings, step: Step, told: str, hint: str
) -> None:
    checks = await probed(settings, MODELS, step)
    assert list(checks)[-1] == "chat"
    assert not checks["chat"].ok
    assert told in checks["chat"].told
    assert hint in checks["chat"].hint
    assert "secret" not in str(checks)


async def test_a_refused_key_is_told_once_as_a_failure(settings: Settings) -> None:
    refused = error(401, "Incorrect API key provided: sk-secret-1234")
    checks = await probed(settings, refused, refused)
    assert [(name, check.ok) for name, check in checks.items()] == [("chat", False)]
    assert "OPENAI_API_KEY" in checks["chat"].hint
    assert "secret" not in str(checks)


async def test_a_missing_key_is_told_as_missing(settings: Settings) -> None:
    checks = await probed(settings, error(401, "missing"), error(401, "missing"), key=None)
    assert "wants a key" in checks["chat"].told


async def test_a_server_that_does_not_tell_its_usage_is_well_and_it_is_counted_here(settings: Settings) -> None:
    checks = await probed(settings, MODELS, Step(lines=[*SILENT]))
    assert checks["usage"].ok
    assert "not told by the server" in checks["usage"].told
    assert "≈" in checks["usage"].told
    assert not checks["usage"].told.startswith("0 tokens in, 0 out")


async def test_a_server_that_refuses_to_tell_its_usage_is_asked_without(settings: Settings) -> None:
    refusal = error(400, "Unrecognized request argument supplied: stream_options")
    checks = await probed(settings, MODELS, refusal, Step(lines=[*SILENT]))
    assert checks["chat"].ok
    assert checks["chat"].told.endswith("; it takes no stream_options")
    assert "not told by the server" in checks["usage"].told


@pytest.mark.parametrize(
    "reply",
    [
        "Lamp A burns for 412 hours.",
        "Boat B holds nine people [2.1].",
        "Lamp A is of tin [1.2].",
        "412 hours [7.9].",
        "[none]",
    ],
)
async def test_a_model_that_does_not_cite_the_sentence_is_told(settings: Settings, reply: str) -> None:
    checks = await probed(settings, MODELS, stream(reply))
    assert not checks["citations"].ok
    assert "larger model" in checks["citations"].hint
    assert checks["chat"].ok


async def test_what_the_model_says_cannot_command_the_terminal(settings: Settings) -> None:
    evil = Step(200, {"object": "list", "data": [{"id": "m\x1b[2J\u202e\n", "object": "model"}]})
    checks = await probed(settings, evil, stream("\x1b[31mred\u202e\r\n" + "x" * 5000))
    for check in checks.values():
        assert check.told.isprintable()
        assert len(check.told) < 600


async def test_a_reply_in_one_piece_is_counted_as_one(settings: Settings) -> None:
    one = Step(lines=[chunk("Lamp A burns for 412 hours [1.1].", finish="stop"), usage(), DONE])
    assert "in 1 piece:" in (await probed(settings, MODELS, one))["chat"].told


async def test_without_a_model_nothing_is_asked(settings: Settings) -> None:
    checks = [check async for check in probe(settings)]
    assert [(check.what, check.ok) for check in checks] == [("model server", False)]
    assert "OPENAI_API_KEY" in checks[0].hint


# The library


PAPERS = [
    Paper(
        f"2511.{i:05}", f"Title number {i}", f"We train model {i}.", listed=(DAY,), arxiv_id=f"2511.{i:05}", upvotes=i
    )
    for i in range(5)
]


async def fill(settings: Settings, *, embed: bool = True) -> None:
    async with Library(settings) as library:
        await library.catalog.merge(PAPERS, default_day=DAY)
        if embed:
            await retrieval_indexing.index_pending(library)


async def test_a_new_library_is_well(settings: Settings) -> None:
    checks = found(await doctor.examine(settings))
    assert list(checks) == ["bundled files", "settings", "prices", "catalog", "vector store"]
    assert all(check.ok for check in checks.values())
    assert checks["catalog"].told.startswith("0 papers on 0 days")


async def test_it_tells_how_much_there_is_and_what_is_still_to_be_done(settings: Settings) -> None:
    await fill(settings, embed=False)
    checks = found(await doctor.examine(settings))
    assert checks["catalog"].told == f"5 papers on 1 day in {settings.home}"
    assert checks["vector store"].told.startswith("0 vectors at")
    assert "5 still to be indexed" in checks["vector store"].told
    await fill(settings)
    checks = found(await doctor.examine(settings))
    assert checks["vector store"].told == f"5 vectors at {settings.home / 'chroma'}"


async def test_settings_are_told_without_the_key(settings: Settings) -> None:
    there = replace(settings, model="m", base_url="http://127.0.0.1:9/v1", api_key="sk-secret-1234")
    told = found(await doctor.examine(there))["settings"].told
    assert "m at http://127.0.0.1:9/v1 with a key" in told
    assert "secret" not in told
    assert "without a key" in found(await doctor.examine(replace(there, api_key=None)))["settings"].told
    assert "quoted" in found(await doctor.examine(settings))["settings"].told


async def test_the_model_is_asked_only_when_wanted(settings: Settings) -> None:
    with serving(MODELS, ANSWER) as server:
        there = replace(settings, model="m", base_url=server.url, api_key="sk-1")
        assert "chat" not in found(await doctor.examine(there))
        assert server.asked == []
        assert found(await doctor.examine(there, model=True))["chat"].ok


async def test_a_damaged_catalogue_is_told_and_what_rests_on_it_is_not_asked(settings: Settings) -> None:
    await fill(settings)
    (settings.home / "catalog.sqlite").write_bytes(b"no database" * 1000)
    checks = found(await doctor.examine(settings))
    assert not checks["catalog"].ok
    assert "--repair" in checks["catalog"].hint
    assert "vector store" not in checks


async def test_a_library_that_cannot_be_written_is_told(settings: Settings) -> None:
    settings.home.parent.mkdir(parents=True, exist_ok=True)
    settings.home.write_text("in the way")
    check = found(await doctor.examine(settings))["catalog"]
    assert not check.ok
    assert "--home" in check.hint


async def test_a_chroma_server_that_is_dead_is_told(settings: Settings) -> None:
    check = found(await doctor.examine(replace(settings, chroma="http://127.0.0.1:9")))["vector store"]
    assert not check.ok
    assert "--chroma" in check.hint


# Rebuilding


async def test_what_is_not_damaged_is_not_rebuilt(settings: Settings) -> None:
    await fill(settings)
    await verbs_repair.repair(settings)
    before = sorted(path.name for path in settings.home.iterdir())
    assert await verbs_repair.repair(settings) == ["Nothing is damaged; nothing was changed."]
    assert sorted(path.name for path in settings.home.iterdir()) == before


async def test_a_damaged_catalogue_is_made_anew_from_the_vectors_and_the_old_one_is_kept(settings: Settings) -> None:
    await fill(settings)
    damaged = b"no database" * 1000
    (settings.home / "catalog.sqlite").write_bytes(damaged)
    told = await verbs_repair.repair(settings)
    assert told[0] == "The catalog was made anew."
    async with Library(settings) as library:
        assert await library.catalog.papers([paper.id for paper in PAPERS]) == PAPERS
        store = (await library.vectors()).store
        # Their vectors are there already: nothing is embedded a second time.
        assert await library.catalog.embedding_state.pending_count(store) == 0
    aside = [path for path in settings.home.iterdir() if path.name.startswith("catalog.sqlite.damaged-")]
    assert [path.read_bytes() for path in aside] == [damaged]
    assert any(str(aside[0]) in words for words in told)
    assert all(check.ok for check in await doctor.examine(settings))


async def test_a_damaged_vector_store_is_made_anew_from_the_catalogue_and_the_old_one_is_kept(
    settings: Settings,
) -> None:
    async with Library(settings) as library:
        await library.catalog.merge(PAPERS, default_day=DAY)
        await library.catalog.embedding_state.put((await library.vectors()).store, PAPERS)
    # Another folder: Chroma keeps what it has open under a path for as long as the process lives.
    moved = replace(settings, home=settings.home.with_name("moved"))
    settings.home.rename(moved.home)
    (moved.home / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    assert not found(await doctor.examine(moved))["vector store"].ok
    (told,) = await verbs_repair.repair(moved)
    assert told.startswith("The vector store was made anew: 5 papers")
    async with Library(moved) as library:
        assert await (await library.vectors()).count() == 5
        assert (await retrieve.search(library, "title number 3", Scope()))[0].paper.id == PAPERS[3].id
    assert any(path.name.startswith("chroma.damaged-") for path in moved.home.iterdir())


async def test_where_neither_can_be_read_it_says_so(settings: Settings) -> None:
    chroma = settings.home / "chroma"
    chroma.mkdir(parents=True)
    (chroma / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    (settings.home / "catalog.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(errors.LibraryError):
        await verbs_repair.repair(settings)
    # Nothing was moved, and no empty catalogue stands where the damaged one was.
    assert (settings.home / "catalog.sqlite").read_bytes() == b"no database" * 1000
    assert not next(check for check in await doctor.examine(settings) if check.what == "catalog").ok
