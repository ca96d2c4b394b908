"""A server under Zotero's name that sends without an end, or nothing whole."""

from __future__ import annotations

import pytest

from askpapers import errors
from askpapers.network.zotero import ZoteroLibrary
from tests.servers.faulty import FAULTS, saying


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("a bomb", errors.FetchFailed, "sends more than 64 MB"),
        ("heads and no body", errors.Unreachable, "did not finish in"),
        ("half of gzip", errors.Unreachable, "cannot be reached: incomplete packing"),
    ],
)
async def test_nothing_is_read_without_an_end(fault: str, kind: type[errors.AskpapersError], words: str) -> None:
    timeout = 0.2 if fault == "heads and no body" else 20.0
    with saying(FAULTS[fault]) as url, pytest.raises(kind, match=words):
        async with ZoteroLibrary(url, "users/7", timeout=timeout) as zotero:
            await zotero.items("ABCD2345")
