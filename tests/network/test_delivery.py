"""A chat whose answer is no word or two: what was posted may have arrived, and nothing is read without an end."""

from __future__ import annotations

import pytest

from askpapers import errors
from askpapers.network.delivery import post
from tests.servers.faulty import FAULTS, saying


@pytest.mark.parametrize("fault", ["a bomb", "a bomb of deflate"])
async def test_an_answer_that_unpacks_to_more_than_a_word_or_two_is_not_read(fault: str) -> None:
    with saying(FAULTS[fault]) as url, pytest.raises(errors.MayHaveArrived, match="sends more than 1 MB"):
        await post(url, {"text": "a"})


async def test_a_chat_that_never_ends_its_answer_is_left() -> None:
    with saying(FAULTS["heads and no body"]) as url, pytest.raises(errors.MayHaveArrived, match="may have arrived"):
        await post(url, {"text": "a"}, wait=0.2)


async def test_a_proxy_of_no_use_is_an_error_of_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(errors.UsageError, match="SOCKS needs a package"):
        await post("https://chat.example/hook", {"text": "a"})
