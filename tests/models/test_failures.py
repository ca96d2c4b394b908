"""What servers say when they refuse or fail, in their own words, and what it means here."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers import errors
from askpapers.models import failures as faults
from askpapers.models.failures import ParameterRefused
from askpapers.models.server import Server
from askpapers.network.failures import Again

SERVER = Server("http://x/v1", "the-key-1234", 5)
GROQ = ("Rate limit reached for model `m` in organization `o` on tokens per minute (TPM): Limit 6000, Used 5900, Requested 800. "
        "Please try again in 7.66s. Need more tokens? Upgrade at https://console.groq.com/settings/billing rate_limit_exceeded")  # fmt: skip
OPENAI = ("Rate limit reached for m on requests per min. Limit: 3 / min. Please try again in 20s. "
          "Please add a payment method to your account to increase your rate limit.")  # fmt: skip
GEMINI = "You exceeded your current quota, please check your plan and billing details. Please retry in 34.07s. 429"


def meant(status: int, said: str, **headers: str) -> Exception:
    lower = {name.lower().replace("_", "-"): value for name, value in headers.items()}
    return faults.of_status(status, said, lower, SERVER, "m")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (GROQ, 7.66),
        (OPENAI, 20.0),
        (GEMINI, 34.07),
        ("Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free requests per day", None),
        ("Please try again in 120ms.", 0.12),
        ("Please try again in 1m5.5s.", None),
        ("litellm.RateLimitError: this is a mock rate limit error 429", None),
        ("slow down", None),
    ],
)
def test_a_rate_limit_is_waited_for_as_told_even_where_it_names_the_page_to_pay_on(
    said: str, seconds: float | None
) -> None:
    found = meant(429, said)
    if "1m5.5s" in said:
        assert isinstance(found, errors.RateLimited), "longer than is waited for"
        return
    assert isinstance(found, Again)
    assert isinstance(found.error, errors.RateLimited)
    assert found.wait == seconds


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (429, "You exceeded your current quota, please check your plan and billing details. insufficient_quota"),
        (429, "litellm.RateLimitError: OpenAIException - You exceeded your current quota, please check your plan"),
        (429, "Your account balance is not enough"),
        (400, "Your credit balance is too low to access the API. Please go to Plans & Billing."),
        (400, "Budget has been exceeded! Current cost: 3.2, Max budget: 3.0"),
        (402, "Insufficient Balance"),
        (403, "insufficient credits"),
    ],
)
def test_a_spent_quota_is_told_at_once_whatever_its_status(status: int, said: str) -> None:
    assert isinstance(meant(status, said), errors.QuotaSpent)


def test_what_a_header_tells_goes_before_what_the_words_tell() -> None:
    found = meant(429, "Please try again in 20s", Retry_After="3")
    assert isinstance(found, Again) and found.wait == 3.0
    dated = meant(503, "", Retry_After="Wed, 21 Oct 2025 07:28:10 GMT", Date="Wed, 21 Oct 2025 07:28:00 GMT")
    assert isinstance(dated, Again) and dated.wait == 10.0


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_hour_is_not_waited_for(status: int) -> None:
    assert isinstance(meant(status, "", Retry_After="3600"), errors.ServiceError)


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (400, "/chat/completions: Invalid model name passed in model=x. Call `/v1/models` to view available models", errors.UnknownModel),
        (400, "x/y is not a valid model ID", errors.UnknownModel),
        (403, "Project `p` does not have access to model `gpt` model_not_found", errors.UnknownModel),
        (401, "key not allowed to access model. This key can only access models=['a']", errors.UnknownModel),
        (400, "No connected db. 400", errors.KeyRefused),
        (400, "API key not valid. Please pass a valid API key.", errors.KeyRefused),
        (400, "Incorrect API key provided: xa***12", errors.KeyRefused),
        (401, "User not found.", errors.KeyRefused),
        (413, "Request Entity Too Large", errors.ContextOverflow),
        (429, "Request too large for m on tokens per min (TPM): Limit 30000, Requested 45000.", errors.ContextOverflow),
        (400, "The input token count (9) exceeds the maximum number of tokens allowed (8).", errors.ContextOverflow),
        (400, "the request exceeds the available context size", errors.ContextOverflow),
        (400, "'max_tokens' is too large: 800. This model's maximum context length is 1024 tokens and your request has 900", errors.ContextOverflow),
        (400, "max_tokens is too large: 100000. This model supports at most 16384 completion tokens", errors.BadReply),
        (400, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", errors.BadReply),
        (400, "'temperature' does not support 0.0 with this model. Only the default (1) is supported. temperature", ParameterRefused),
        (400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'", ParameterRefused),
        (422, "[{'type': 'extra_forbidden', 'loc': ['body', 'stream_options']}]", ParameterRefused),
    ],
)  # fmt: skip
def test_servers_own_words_are_understood(status: int, said: str, kind: type[Exception]) -> None:
    assert isinstance(meant(status, said), kind)


def test_an_answer_that_may_not_be_so_long_says_what_to_lower() -> None:
    found = meant(400, "max_tokens is too large: 100000. This model supports at most 16384 completion tokens")
    assert isinstance(found, errors.BadReply) and "answer_tokens" in found.hint


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"message": "Rate limit exceeded", "code": 429}, errors.RateLimited),
        ({"message": "You are sending too fast", "code": "429"}, errors.RateLimited),
        ({"message": "rate_limit_exceeded"}, errors.RateLimited),
        ({"message": "no credits", "code": 402}, errors.QuotaSpent),
        ({"message": "Invalid key", "code": 401}, errors.KeyRefused),
        ({"message": "This model's maximum context length is 8 tokens", "code": 400}, errors.ContextOverflow),
        ({"message": "CUDA out of memory", "code": 500}, errors.BadReply),
        ({"message": "no healthy upstream behind the load balancer", "code": 502}, errors.BadReply),
        ("something broke", errors.BadReply),
    ],
)
def test_an_error_in_a_reply_is_understood_as_well_as_one_with_a_status(
    body: object, kind: type[errors.AskpapersError]
) -> None:
    found = faults.in_reply(body, faults.error_text(body, "", SERVER), SERVER, "m")
    assert type(found) is kind
    assert found.hint


@pytest.mark.parametrize(
    ("body", "text", "said"),
    [
        ({"message": "m", "code": "c", "param": "p"}, "", "m · c · p"),
        ({"error": {"message": "m"}}, "", "m"),
        ([{"error": {"message": "m", "code": 400}}], "", "m · 400"),
        ({"error": "m"}, "", "m"),
        ("m", "", "m"),
        (None, "m", "m"),
        ({"detail": "m"}, "Error code: 500", "m"),
        ({"detail": [{"loc": ["body", 0], "msg": "m"}, 3]}, "Error code: 422", "m (body.0)"),
        ({"detail": {"x": 1}}, "Error code: 422", "{'detail': {'x': 1}}"),
        ("<!DOCTYPE html><p>502", "", "a web page instead of an answer"),
        ({"message": "Incorrect API key provided: sk-abcdefgh"}, "", "Incorrect API key provided: sk-…"),
        ({"message": "not allowed: the-key-1234"}, "", "not allowed: …"),
        ({"message": "red \x1b[31m\u202e\nline"}, "", "red [31m line"),
    ],
)
def test_what_a_server_says_is_one_line_without_keys(body: object, text: str, said: str) -> None:
    assert faults.error_text(body, text, SERVER).strip() == said


@pytest.mark.parametrize(
    ("key", "said", "shown"),
    [
        ("x", "You exceeded your quota; the key x is spent", "You exceeded your quota; the key … is spent"),
        ("the-key-1234", "token=the-key-1234abc", "token=…abc"),
    ],
)
def test_a_short_key_is_no_part_of_a_word(key: str, said: str, shown: str) -> None:
    assert faults.error_text({"message": said}, "", Server("http://127.0.0.1:1/v1", key, 1.0)) == shown


def test_the_error_in_a_reply_is_found_in_either_place() -> None:
    assert faults.error_in(SimpleNamespace(error={"message": "m"})) == {"message": "m"}
    assert faults.error_in(SimpleNamespace(object="error", message="m", code=400)) == {"message": "m", "code": 400}
    assert faults.error_in(SimpleNamespace(message="m")) == {"message": "m", "code": None}
    assert faults.error_in(SimpleNamespace(object="chat.completion", choices=[])) is None


json = st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.sampled_from(["error", "message", "code", "param", "detail", "loc"]), v), max_leaves=9)  # fmt: skip


@given(
    json, st.integers(300, 599), st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms", "date"]), st.text())
)
def test_whatever_a_server_says_is_an_error_of_ours(body: object, status: int, headers: dict[str, str]) -> None:
    said = faults.error_text(body, "text", SERVER)
    assert said.isprintable() or not said
    assert isinstance(
        faults.of_status(status, said, headers, SERVER, "m"), errors.AskpapersError | Again | ParameterRefused
    )
    assert isinstance(faults.in_reply(body, said, SERVER, "m"), errors.AskpapersError)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("a web page instead of an answer", "a web page instead of an answer."),
        ("Slow down!", "Slow down!"),
        ("(later.)", "(later.)"),
    ],
)
def test_what_a_server_says_ends_before_what_to_do_about_it(said: str, told: str) -> None:
    failed = meant(502, said)
    assert isinstance(failed, Again)
    assert str(failed.error).endswith(f"failed (502): {told}")
    assert failed.error.hint
