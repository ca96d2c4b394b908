"""What is said of a page whose server, connection or proxy fails."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.network.client import Web
from askpapers.network.failures import load_certificates
from askpapers.network.response import WebCache
from tests.servers.faulty import FAULTS, saying

RULES = "answers against the rules of HTTP"
GONE = r"ended the connection (without an answer|by force \(reset\))"
CUT = r"in the middle of its answer|by force \(reset\)"
SENTENCES = {
    "a reset": GONE, "no answer": GONE, "no HTTP": "does not speak HTTP", "noise": "does not speak HTTP",
    "a status that is no number": "does not speak HTTP", "silence": "did not finish in|said nothing for",
    "heads and no body": "did not finish in|said nothing for", "a reset after the heads": CUT, "a longer length": CUT,
    "endless heads": "heads without an end", "another protocol": "another protocol than HTTP", "two lengths": RULES,
    "a size of a chunk that is none": RULES, "a stream cut": CUT, "broken gzip": "compression is broken",
    "broken deflate": "compression is broken", "half of gzip": "compression breaks off", "an unknown packing": "packed as br, which was not asked for", "no content": "answered 204 No Content",
    "a page with 404": "answered 404", "a page with 502": "answered 502", "401": "answered 401", "407": "answered 407",
    "429 for an hour": "asks for fewer requests", "503 for an hour": "answered 503", "511": "log in first",
    "a redirect to itself": "on and on", "a redirect to a file": "wrong address", "a redirect to nowhere": "answered 302",
}  # fmt: skip


async def at_once(seconds: float) -> None:
    return


@pytest.mark.parametrize("fault", SENTENCES)
async def test_each_fault_of_a_page_has_its_own_sentence(fault: str) -> None:
    deadline = 0.2 if "did not finish" in SENTENCES[fault] else 20.0
    with saying(FAULTS[fault]) as url, pytest.raises(errors.ServiceError, match=SENTENCES[fault]) as caught:
        async with Web(sleep=at_once, deadline=deadline) as web:
            await web.get(f"{url}/list")
    assert "bytearray" not in str(caught.value)


async def test_a_wait_of_an_hour_is_told() -> None:
    with saying(FAULTS["429 for an hour"]) as url, pytest.raises(errors.RateLimited) as caught:
        async with Web(sleep=at_once) as web:
            await web.get(url)
    assert caught.value.hint == "It asks not to be asked again for 60 minutes."


async def test_a_proxy_of_no_use_is_an_error_of_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(errors.UsageError, match="SOCKS needs a package"):
        await Web().__aenter__()


@pytest.mark.parametrize("fault", ["a bomb", "a bomb of deflate"])
async def test_what_unpacks_to_more_than_a_page_holds_is_not_read(fault: str) -> None:
    with saying(FAULTS[fault]) as url, pytest.raises(errors.FetchFailed, match="sends more than 2 MB"):
        async with Web(sleep=at_once, largest=2_000_000) as web:
            await web.get(url)


async def test_half_a_page_is_asked_for_again_and_never_kept(tmp_path: Path) -> None:
    with saying(FAULTS["half of gzip"]) as url:
        async with Web(sleep=at_once, cache=tmp_path) as web:
            with pytest.raises(errors.FetchFailed, match="breaks off in the middle"):
                await web.get(url)
            assert WebCache(tmp_path).load(url) is None


def test_certificates_are_read_once_and_anew_where_others_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = load_certificates()
    assert load_certificates() is usual
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    assert load_certificates() is not usual


def test_without_tls_and_proxy_no_certificates_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    nobody = load_certificates("http://localhost:11434/v1")
    assert nobody.verify_mode is ssl.CERT_REQUIRED and not nobody.get_ca_certs()
    assert load_certificates("https://localhost/v1") is load_certificates() is not nobody
    monkeypatch.setenv("http_proxy", "https://proxy.test:3128")
    assert load_certificates("http://models.test/v1") is load_certificates()
