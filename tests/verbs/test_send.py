"""Digests by mail and to chats: over verified TLS with a login, once for a scope and recipient, and never with another header."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from askpapers import errors
from askpapers.answers.digest import Digest, Group
from askpapers.library.catalog.state import SendingState
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, Paper
from askpapers.papers.scope import Scope
from askpapers.verbs import send
from askpapers.verbs.send import Delivery, post_digest, send_digest
from askpapers.writers.digest_forms import payload
from tests.servers.mail import PASSWORD, USER, MailServer, mail_server, trusting
from tests.servers.scripted import Step, serving

DAY = date(2025, 11, 3)
SCOPE = Scope(DAY, DAY)
MADE = Digest(
    "Papers, 3 Nov 2025\r\nBcc: all@evil.example",
    (Group("Most discussed", (ListedPaper(Paper("1", "A <Title> & @all", url="https://a.example/1"), ".\n. dots"),), ("2 comments",)),),
)  # fmt: skip
ME = "me@home.example"


@pytest.fixture(scope="module")
def running() -> Iterator[MailServer]:
    with mail_server() as served:
        yield served


@pytest.fixture
def server(running: MailServer) -> MailServer:
    running.mails.clear()
    running.envelopes.clear()
    running.dies = False
    return running


def configured(library: Library, server: MailServer, **other: object) -> Library:
    values = {"smtp": server.starttls, "smtp_password": PASSWORD, "timeout": 10.0, **other}
    library.use(replace(library.settings, **values))  # type: ignore[arg-type]
    return library


async def sent(
    library: Library, *to: str, again: bool = False, context: ssl.SSLContext | None = None
) -> list[Delivery]:
    return await send_digest(library, MADE, SCOPE, to or (ME,), again=again, context=context or trusting())


async def test_a_digest_arrives_once_whole_and_with_its_own_headers_only(library: Library, server: MailServer) -> None:
    configured(library, server)
    (one,) = await sent(library)
    assert (one.state, one.words) == (SendingState.SENT, "sent")
    (mail,) = server.mails
    assert (mail["From"], mail["To"], mail["Message-ID"]) == (f"askpapers <{USER}>", ME, one.message_id)
    assert mail["Subject"] == "Papers, 3 Nov 2025 Bcc: all@evil.example (1 paper)"
    assert mail["Bcc"] is None
    assert server.envelopes[0].rcpt_tos == [ME]
    plain, page = mail.iter_parts()
    assert ". . dots" in plain.get_content()
    assert "A &lt;Title&gt; &amp; @all" in page.get_content()


async def test_it_is_sent_again_only_where_that_is_asked_and_under_another_name(
    library: Library, server: MailServer
) -> None:
    configured(library, server)
    first = (await sent(library))[0]
    before = (await sent(library))[0]
    assert (before.before, before.words) == (True, "sent before, on 2025-11-03 09:00 UTC")
    third = (await sent(library, again=True))[0]
    assert len(server.mails) == 2
    assert third.message_id != first.message_id
    assert (await send_digest(library, MADE, Scope(), [ME], context=trusting()))[0].before is False


async def test_a_server_lost_after_the_whole_mail_is_not_asked_again_by_itself(
    library: Library, server: MailServer
) -> None:
    configured(library, server)
    server.dies = True
    (lost,) = await sent(library)
    assert lost.state is SendingState.UNKNOWN
    assert "may have arrived" in lost.words
    server.dies = False
    (kept,) = await sent(library)
    assert (kept.before, kept.state) == (True, SendingState.UNKNOWN)
    assert "not sent again by itself" in kept.words
    (once_more,) = await sent(library, again=True)
    assert once_more.state is SendingState.SENT
    assert [mail["Message-ID"] for mail in server.mails] == [lost.message_id, lost.message_id]


async def test_a_refused_recipient_is_told_and_the_other_gets_it(library: Library, server: MailServer) -> None:
    configured(library, server)
    bad, good = await sent(library, "nobody@home.example", ME)
    assert bad.state is SendingState.FAILED
    assert "refuses the recipient nobody@home.example: 550 5.1.1 No such mailbox" in bad.words
    assert good.state is SendingState.SENT
    assert (await sent(library, "nobody@home.example"))[0].before is False


async def test_a_wrong_password_and_none_are_the_keys_fault(library: Library, server: MailServer) -> None:
    for password, kind in (("wrong", errors.KeyRefused), ("", errors.KeyMissing)):
        configured(library, server, smtp_password=password)
        (one,) = await sent(library)
        assert type(one.error) is kind
        assert one.error.exit_code == 5
        assert "s3cret" not in one.words
    assert server.mails == []


async def test_a_certificate_that_nobody_knows_is_refused(library: Library, server: MailServer) -> None:
    configured(library, server)
    (one,) = await sent(library, context=ssl.create_default_context())
    assert "has a certificate that cannot be trusted" in one.words
    configured(library, server, smtp=server.starttls.replace("smtp://", "smtps://"))
    assert "does not speak TLS as it should" in (await sent(library))[0].words
    assert server.mails == []


async def test_over_tls_from_the_start_it_arrives_with_a_login(library: Library) -> None:
    with mail_server(from_the_start=True) as server:
        configured(library, server, smtp=server.starttls.replace("smtp://", "smtps://"))
        (one,) = await sent(library)
        (mail,) = server.mails
    assert (one.state, mail["To"], mail["Message-ID"]) == (SendingState.SENT, ME, one.message_id)


async def test_nothing_is_there_is_said(library: Library, server: MailServer) -> None:
    configured(library, server, smtp="smtp://127.0.0.1:1")
    (one,) = await sent(library)
    assert "cannot be reached" in one.words
    with pytest.raises(errors.UsageError, match="No mail server is set"):
        await sent(configured(library, server, smtp=None))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "me",
        "me@home.example\r\nBcc: x@y.example",
        "a@b, c@d",
        "Me <me@home.example>",
        "mé@home.example",
        "a..b@x.example",
        ".a@x.example",
        "a.@x.example",
        "me@x..example",
    ],
)
async def test_what_is_no_address_stops_all_before_anything_is_sent(
    library: Library, server: MailServer, address: str
) -> None:
    with pytest.raises(errors.UsageError, match="is no mail address"):
        await sent(configured(library, server), ME, address)
    assert server.mails == []


def test_the_sender_is_the_one_set_else_the_user_else_the_user_at_the_host(library: Library) -> None:
    account = send.account_of("smtp://ada@mail.example")
    settings = library.settings
    assert send.sender_of(replace(settings, smtp_from="x@y.example"), account) == "x@y.example"
    assert send.sender_of(settings, send.account_of("smtp://ada%40home.example@mail.example")) == "ada@home.example"
    assert send.sender_of(settings, account) == "ada@mail.example"
    with pytest.raises(errors.UsageError, match="who the mail comes from"):
        send.sender_of(settings, send.account_of("smtp://[::1]"))


async def test_no_password_goes_over_an_open_line(library: Library) -> None:
    with mail_server(tls=False) as open_server:
        configured(library, open_server, smtp=f"smtp://127.0.0.1:{open_server.port}")
        assert (await sent(library))[0].state is SendingState.SENT  # this machine, and no password
        account = replace(send.account_of(f"smtp://127.0.0.1:{open_server.port}"), host="127.1")
        with pytest.raises(errors.SendingFailed, match="offers no TLS"):
            send.deliver(account, open_server.mails[0], USER, ME)
        assert len(open_server.mails) == 1


SHAPES = {
    "slack": {"text": "*Papers, 3 Nov 2025 Bcc: all@evil.example (1 paper)*\n• <https://a.example/1|A &lt;Title&gt; &amp; @all> (2 comments)\n. . dots", "unfurl_links": False},
    "discord": {"content": "**Papers, 3 Nov 2025 Bcc: all\\@evil.example (1 paper)**\n• [A \\<Title\\> & \\@all](<https://a.example/1>) (2 comments)\n. . dots", "allowed_mentions": {"parse": []}, "flags": 4},
    "feishu": {"msg_type": "post", "content": {"post": {"en_us": {"title": "Papers, 3 Nov 2025 Bcc: all@evil.example (1 paper)", "content": [[{"tag": "a", "text": "A <Title> & @all", "href": "https://a.example/1"}, {"tag": "text", "text": " . . dots (2 comments)"}]]}}}},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_chat_gets_its_own_shape_once(library: Library, shape: str) -> None:
    with serving(Step(200, b"ok"), Step(200, {"code": 0})) as chat:
        library.use(replace(library.settings, webhook=f"{shape}+{chat.url}"))
        first = await post_digest(library, MADE, SCOPE)
        assert (first.state, (await post_digest(library, MADE, SCOPE)).before) == (SendingState.SENT, True)
        assert chat.asked == [SHAPES[shape]]
        assert (await post_digest(library, MADE, SCOPE, again=True)).state is SendingState.SENT
        assert chat.url not in first.recipient


@pytest.mark.parametrize(("step", "words"), [
    (Step(404, b"no_service"), "refuses the message: 404 no_service"),
    (Step(200, {"code": 19001, "msg": "param invalid"}), "param invalid"),
])  # fmt: skip
async def test_a_chat_that_refuses_is_told_and_its_address_is_not(library: Library, step: Step, words: str) -> None:
    with serving(step) as chat:
        library.use(replace(library.settings, webhook=f"feishu+{chat.url}/secret"))
        one = await post_digest(library, MADE, SCOPE)
    assert one.state is SendingState.FAILED
    assert words in one.words
    assert "secret" not in one.words + one.recipient


async def test_a_webhook_that_nobody_knows_must_say_what_it_speaks(library: Library) -> None:
    library.use(replace(library.settings, webhook="https://chat.example/hook"))
    with pytest.raises(errors.UsageError, match=r"what a webhook at chat\.example speaks"):
        await post_digest(library, MADE, SCOPE)
    library.use(replace(library.settings, webhook=None))
    with pytest.raises(errors.UsageError, match="No webhook is set"):
        await post_digest(library, MADE, SCOPE)


def test_what_discord_takes_is_not_passed() -> None:
    rows = tuple(ListedPaper(Paper(str(n), "x" * 300, url="https://a.example/1"), "y" * 400) for n in range(20))
    assert len(payload(Digest("t", (Group("g", rows),)), "discord")["content"]) <= 2000
