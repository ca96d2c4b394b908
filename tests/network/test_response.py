"""What a server packs comes out whole, in small pieces, or is told to be cut or broken. Pages kept on disk: the very bytes, or
nothing at all.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from askpapers.network import response as webcache
from askpapers.network.response import PIECE, CachedPage, WebCache, unpack


class Body(httpx2.AsyncByteStream):
    """A body in pieces of `size` bytes."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content, self._size = content, size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._content), self._size):
            yield self._content[start : start + self._size]


def bare(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


PACKINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress), "x-gzip": ("x-gzip", gzip.compress), "deflate": ("deflate", zlib.compress), "bare deflate": ("Deflate", bare),
    "two members": ("gzip", lambda content: gzip.compress(content[:7]) + gzip.compress(content[7:])),
    "padding": ("identity, gzip", lambda content: gzip.compress(content) + b"\0" * 9), "nothing": ("identity", bytes),
}  # fmt: skip


async def pieces_of(content: bytes, encoding: str, size: int) -> list[bytes]:
    response = httpx2.Response(200, headers={"content-encoding": encoding}, stream=Body(content, size))
    found = [piece async for piece in unpack(response)]
    assert "content-encoding" not in response.headers
    return found


@given(st.binary(max_size=300), st.sampled_from(sorted(PACKINGS)), st.integers(1, 90))
async def test_what_was_packed_comes_out_in_whatever_pieces_it_came(content: bytes, name: str, size: int) -> None:
    encoding, pack = PACKINGS[name]
    assert b"".join(await pieces_of(pack(content), encoding, size)) == content


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "bare deflate"]), st.integers(1, 90), st.data())
async def test_what_is_cut_is_never_called_whole(content: bytes, name: str, size: int, data: st.DataObject) -> None:
    encoding, pack = PACKINGS[name]
    packed = pack(content)
    cut = packed[: data.draw(st.integers(1, len(packed) - 1))]
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.DecodingError)):
        await pieces_of(cut, encoding, size)


async def test_no_piece_is_large_however_much_one_byte_stands_for() -> None:
    found = await pieces_of(gzip.compress(bytes(5 * PIECE)), "gzip", 10**6)
    assert [len(piece) for piece in found] == [PIECE] * 5


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
async def test_a_packing_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(httpx2.DecodingError, match=f"packed as {encoding}"):
        await pieces_of(gzip.compress(b"x"), encoding, 99)


URL = "https://example.org/daily?day=2025-10-31"
ETAG = {"etag": '"abc"'}


@pytest.fixture
def cache(tmp_path: Path) -> WebCache:
    return WebCache(tmp_path / "deep" / "http")


def files(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "deep").rglob("*") if path.is_file())


@pytest.mark.parametrize("content", [b"", b"page", b"\n", b"\r\n\r\n", b'{"url": 1}\nmore', bytes(range(256)) * 99])
def test_a_page_comes_back_byte_by_byte(cache: WebCache, content: bytes) -> None:
    cache.keep(URL, content, {"etag": '"a\\"b"', "last-modified": "Fri, 31 Oct 2025 08:00:00 GMT"})
    assert cache.load(URL) == CachedPage(content, '"a\\"b"', "Fri, 31 Oct 2025 08:00:00 GMT")


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(), max_size=40), st.binary(max_size=200), st.text(st.characters(), min_size=1, max_size=20)
)
def test_any_page_of_any_address_comes_back(tmp_path: Path, url: str, content: bytes, etag: str) -> None:
    cache = WebCache(tmp_path / "http")
    cache.keep(url, content, {"etag": etag})
    assert cache.load(url) == CachedPage(content, etag, "")


def test_nothing_is_known_of_an_address_never_fetched(cache: WebCache) -> None:
    assert cache.load(URL) is None


@pytest.mark.parametrize("headers", [{}, {"etag": ""}, {"content-type": "text/html"}])
def test_a_page_whose_state_has_no_name_is_not_kept(cache: WebCache, headers: dict[str, str]) -> None:
    cache.keep(URL, b"page", headers)
    assert cache.load(URL) is None


def test_a_page_too_large_is_not_kept(cache: WebCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webcache, "LARGEST", 10)
    cache.keep(URL, b"x" * 11, ETAG)
    assert cache.load(URL) is None
    cache.keep(URL, b"x" * 10, ETAG)
    assert cache.load(URL) is not None


def test_a_page_fetched_again_replaces_the_old_one(cache: WebCache, tmp_path: Path) -> None:
    cache.keep(URL, b"old", ETAG)
    cache.keep(URL, b"new", {"etag": '"def"'})
    assert cache.load(URL) == CachedPage(b"new", '"def"', "")
    assert len(files(tmp_path)) == 1


def test_a_dropped_page_is_gone_and_the_others_stay(cache: WebCache) -> None:
    cache.keep(URL, b"page", ETAG)
    cache.keep(URL + "&more", b"other", ETAG)
    cache.drop(URL)
    cache.drop(URL)
    cache.drop("https://never.example/")
    assert cache.load(URL) is None
    assert cache.load(URL + "&more") is not None


@pytest.mark.parametrize(
    ("etag", "modified", "asked"),
    [
        ('"a"', "Fri", {"If-None-Match": '"a"', "If-Modified-Since": "Fri"}),
        ('"a"', "", {"If-None-Match": '"a"'}),
        ("", "Fri", {"If-Modified-Since": "Fri"}),
        ("", "", {}),
    ],
)
def test_a_page_is_asked_for_by_the_names_that_its_server_gave(etag: str, modified: str, asked: dict[str, str]) -> None:
    assert CachedPage(b"", etag, modified).conditions() == asked


def test_a_page_cut_short_on_disk_anywhere_is_as_if_it_were_not_there(cache: WebCache, tmp_path: Path) -> None:
    cache.keep(URL, b"the whole page", ETAG)
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    for keep in range(len(whole)):
        file.write_bytes(whole[:keep])
        assert cache.load(URL) is None
    file.write_bytes(whole)
    assert cache.load(URL) is not None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"null\npage",
        b"[]\npage",
        b'{"url": "u"}\npage',
        b"\xff\xfe\npage",
        b"{\npage",
        b'"url"\npage',
        b"5\n",
    ],
)
def test_a_file_that_is_no_page_is_as_if_it_were_not_there(cache: WebCache, tmp_path: Path, content: bytes) -> None:
    cache.keep(URL, b"page", ETAG)
    (file,) = files(tmp_path)
    file.write_bytes(content)
    assert cache.load(URL) is None
    cache.keep(URL, b"page", ETAG)
    assert cache.load(URL) == CachedPage(b"page", '"abc"', "")


def test_a_page_with_one_byte_changed_is_not_given(cache: WebCache, tmp_path: Path) -> None:
    cache.keep(URL, b"page", ETAG)
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:-1] + b"E")
    assert cache.load(URL) is None


def test_the_file_of_another_address_is_not_given(cache: WebCache, tmp_path: Path) -> None:
    cache.keep(URL, b"page", ETAG)
    (first,) = files(tmp_path)
    cache.keep("https://other.example/", b"other", ETAG)
    (second,) = set(files(tmp_path)) - {first}
    second.replace(first)
    assert cache.load(URL) is None


@pytest.mark.parametrize(
    "url", ["../../etc/passwd", "/etc/passwd", "https://a/../../x\x00y", "u" * 10_000, "\ud83d", ""]
)
def test_an_address_never_leads_out_of_the_folder(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "http"
    cache = WebCache(folder)
    cache.keep(url, b"page", ETAG)
    assert cache.load(url) == CachedPage(b"page", '"abc"', "")
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [folder]


def test_a_page_is_fresh_for_a_while(tmp_path: Path) -> None:
    now = [1_000.0]
    cache = WebCache(tmp_path, clock=lambda: now[0])
    cache.keep(URL, b"page", {}, stateless=True)
    (file,) = tmp_path.iterdir()
    os.utime(file, (1_000, 1_000))
    fresh = [cache.load(URL, 60.0) is not None for now[0] in (1_000.0, 1_059.0, 1_060.0)]
    assert (fresh, cache.load(URL) is not None) == ([True, True, False], True)


def test_the_oldest_go_first_when_there_are_too_many(tmp_path: Path) -> None:
    cache = WebCache(tmp_path / "deep" / "http", most=3)
    for age in range(3):
        known = set(files(tmp_path))
        cache.keep(f"{URL}{age}", b"page", ETAG)
        (made,) = set(files(tmp_path)) - known
        os.utime(made, (1_000 + age, 1_000 + age))
    cache.keep(f"{URL}3", b"page", ETAG)
    assert [cache.load(f"{URL}{age}") is not None for age in range(4)] == [False, True, True, True]


def test_no_draft_is_left_behind(cache: WebCache, tmp_path: Path) -> None:
    cache.keep(URL, b"page", ETAG)
    assert {path.suffix for path in files(tmp_path)} == {".page"}


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "http"):
        cache = WebCache(folder)
        cache.keep(URL, b"page", ETAG)
        assert cache.load(URL) is None
        cache.drop(URL)
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_where_the_page_should_be_is_no_error(cache: WebCache, tmp_path: Path) -> None:
    cache.keep(URL, b"page", ETAG)
    (file,) = files(tmp_path)
    file.unlink()
    file.mkdir()
    assert cache.load(URL) is None
    cache.keep(URL, b"page", ETAG)
    cache.drop(URL)
    assert cache.load(URL) is None
