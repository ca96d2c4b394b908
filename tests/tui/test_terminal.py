"""Bytes that a terminal sends: what is no UTF-8 is shown as such."""

from __future__ import annotations

from textual.drivers import linux_driver

from askpapers.tui.terminal import forgive_bytes


def test_a_driver_reads_what_is_no_utf_8_and_a_letter_that_comes_in_two_pieces() -> None:
    forgive_bytes(linux_driver.LinuxDriver)
    decode = linux_driver.getincrementaldecoder("utf-8")().decode
    assert decode(b"a\xffb\xc3", final=False) + decode(b"\xa9", final=False) == "a\N{REPLACEMENT CHARACTER}bé"
