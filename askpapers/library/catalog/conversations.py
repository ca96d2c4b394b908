"""What was asked and answered: conversations, to be read, searched and gone on with; replies, never paid for twice; what was spent, and how long papers are in a prompt."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from askpapers.answers.answer import Answer, OneLine
from askpapers.answers.serialization import answer_of, as_json
from askpapers.answers.usage import Usage
from askpapers.library.catalog.database import Clock, Connection, Database
from askpapers.text.sanitize import valid_unicode


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation; `touched` is when its last turn was added (ISO 8601, UTC), `scope` is free for the face.

    `found` is what stands around the words that were searched for, "" where they are in the title alone.
    """

    id: int
    title: str
    turns: int
    made: str
    touched: str
    scope: str = ""
    found: str = ""


AROUND = 40
"""Characters of a turn that are told on each side of what was found in it."""


class Conversations:
    """The part of the catalog that holds conversations."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def recent(self, search: str = "", limit: int = 200) -> list[Conversation]:
        """Conversations, the last touched first; `search`, in any case, occurs in a title, a question or an answer."""
        sql = (
            "SELECT c.*, (SELECT count(*) FROM turns AS t WHERE t.conversation = c.id) AS n, "
            "(SELECT t.question || char(10) || t.text FROM turns AS t WHERE t.conversation = c.id AND :search <> '' "
            "AND (instr(casefold(t.question), :search) OR instr(casefold(t.text), :search)) ORDER BY t.number LIMIT 1) "
            "AS said FROM conversations AS c "
            "WHERE instr(casefold(c.title), :search) OR EXISTS (SELECT 1 FROM turns AS t WHERE t.conversation = c.id "
            "AND (instr(casefold(t.question), :search) OR instr(casefold(t.text), :search))) "
            "ORDER BY c.touched_at DESC, c.id DESC LIMIT :limit"
        )
        given = {"search": valid_unicode(search).casefold(), "limit": limit}
        rows = await self._db.read(lambda c: c.execute(sql, given).fetchall())
        return [
            Conversation(
                r["id"], r["title"], r["n"], r["made_at"], r["touched_at"], r["scope"], _around(r["said"] or "", search)
            )
            for r in rows
        ]

    async def turns(self, id: int) -> list[Answer]:
        """The turns of a conversation, oldest first; papers that are gone are left out of the matches."""
        sql = "SELECT answer FROM turns WHERE conversation = ? ORDER BY number"
        return await self._db.read(lambda c: [answer_of(json.loads(row[0])) for row in c.execute(sql, [id])])

    async def put_turn(self, conversation: int | None, answer: Answer, scope: str = "") -> int:
        """Add a turn to a conversation, a new one where it is None or gone; return the conversation's id."""
        now = self._now()
        question, said = valid_unicode(answer.question), valid_unicode(answer.text)
        scope = valid_unicode(scope)

        def work(c: Connection) -> int:
            text = valid_unicode(json.dumps(as_json(answer), ensure_ascii=False))
            id = conversation
            known = c.execute("SELECT 1 FROM conversations WHERE id = ?", [id]).fetchone()
            if id is None or known is None:
                title = " ".join(question.split())[:80] or "…"
                sql = "INSERT INTO conversations (title, scope, made_at, touched_at) VALUES (?, ?, ?, ?)"
                id = c.execute(sql, [title, scope, now, now]).lastrowid
                assert id is not None
            number = c.execute("SELECT coalesce(max(number), 0) + 1 FROM turns WHERE conversation = ?", [id])
            c.execute(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)",
                [id, number.fetchone()[0], question, said, text, now],
            )
            c.execute("UPDATE conversations SET touched_at = ? WHERE id = ?", [now, id])
            return id

        return await self._db.write(work)

    async def rename(self, id: int, title: str) -> None:
        """Give a conversation another title."""
        await self._db.execute("UPDATE conversations SET title = ? WHERE id = ?", [valid_unicode(title), id])

    async def delete(self, ids: Sequence[int]) -> None:
        """Delete conversations with their turns."""
        sql = "DELETE FROM conversations WHERE id = ?"
        await self._db.executemany(sql, [(id,) for id in ids])

    async def questions(self, limit: int = 500) -> list[str]:
        """Questions asked before, the newest first, each once."""
        sql = "SELECT question FROM turns GROUP BY question ORDER BY max(made_at) DESC LIMIT ?"
        return await self._db.read(lambda c: [row[0] for row in c.execute(sql, [limit]).fetchall()])


def _around(said: str, search: str) -> str:
    """Return what stands around the first place of some words in one line, "" where they are not."""
    found = re.search(re.escape(search), said, re.I) if search else None
    if found is None:
        return ""
    start, end = max(0, found.start() - AROUND), min(len(said), found.end() + AROUND)
    words = " ".join(said[start:end].split())
    return ("…" if start else "") + words + ("…" if end < len(said) else "")


class Replies:
    """The part of the catalog that holds replies, each under the key of what it answers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def get(self, key: str) -> tuple[str, Usage] | None:
        """The cached reply under this key with the usage of the call that made it, or None."""

        def work(c: Connection) -> tuple[str, Usage] | None:
            row = c.execute("SELECT text, usage FROM replies WHERE key = ?", [key]).fetchone()
            return None if row is None else (row[0], replace(Usage(**json.loads(row[1])), from_cache=True))

        return await self._db.read(work)

    async def put(self, key: str, text: str, usage: Usage) -> None:
        """Cache a whole reply; a reply that was cut short must not come here, one to a prompt read in part is not kept."""
        if usage.unread:
            return
        values = [key, valid_unicode(text), json.dumps(asdict(usage)), self._now()]
        await self._db.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?)", values)


class Spending:
    """The part of the catalog that holds what calls have cost."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def add(self, model: str, usage: Usage) -> None:
        """Note what a call used today."""
        now = self._now()
        values = [now[:10], model, usage.prompt, usage.completion, usage.cost]
        await self._db.execute("INSERT INTO spending VALUES (?, ?, ?, ?, ?)", values)

    async def today(self) -> float:
        """US dollars spent since midnight UTC, as far as prices are known."""
        today = self._now()[:10]
        sql = "SELECT coalesce(sum(cost), 0) FROM spending WHERE day = ?"
        return await self._db.read(lambda c: float(c.execute(sql, [today]).fetchone()[0]))


class OneLines:
    """The part of the catalog that holds one-line summaries."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def get(self, ids: Sequence[str], model: str) -> dict[str, tuple[str, str]]:
        """The lines that `model` wrote for these papers: id → (key it was made under, text)."""

        def work(c: Connection) -> dict[str, tuple[str, str]]:
            sql = "SELECT o.key, o.text FROM one_lines AS o JOIN papers AS p USING (pk) WHERE p.id = ? AND o.model = ?"
            found = ((id, c.execute(sql, [id, model]).fetchone()) for id in ids)
            return {id: (row[0], row[1]) for id, row in found if row is not None}

        return await self._db.read(work)

    async def put(self, lines: Sequence[OneLine], keys: Sequence[str]) -> None:
        """Keep lines, each under the key of what it was made from."""
        now = self._now()
        sql = "INSERT OR REPLACE INTO one_lines SELECT pk, ?, ?, ?, ? FROM papers WHERE id = ?"
        values = [(line.model, key, line.text, now, line.paper_id) for line, key in zip(lines, keys, strict=True)]
        await self._db.executemany(sql, values)


class PromptSizes:
    """The part of the catalog that holds how many tokens papers take in a prompt."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, keys: Mapping[str, bytes]) -> dict[str, int]:
        """The sizes of these papers, id → tokens, as far as they were counted under the same keys."""
        sql = (
            "SELECT p.id, s.key, s.tokens FROM json_each(?) AS j CROSS JOIN papers AS p ON p.id = j.value "
            "CROSS JOIN prompt_sizes AS s ON s.pk = p.pk"
        )
        rows = await self._db.read(lambda c: c.execute(sql, [json.dumps(list(keys))]).fetchall())
        return {id: size for id, key, size in rows if key == keys[id]}

    async def put(self, sizes: Sequence[tuple[str, bytes, int]]) -> None:
        """Keep sizes, given as (id, key, tokens)."""
        sql = "INSERT OR REPLACE INTO prompt_sizes SELECT pk, ?, ? FROM papers WHERE id = ?"
        await self._db.executemany(sql, [(key, size, id) for id, key, size in sizes])
