"""Settings: defaults, then config.toml, then the environment, then flags; and where files live.

A key belongs to the address that was set beside it: `OPENAI_API_KEY` goes to `OPENAI_BASE_URL` (or to
OpenAI where that is not set), the file's key to the file's address, and no key to an address given by a
flag, unless it is the same server.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from askpapers.errors import UsageError
from askpapers.papers import plain

OPENAI_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-6-luna"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user can set; paths are absolute, money is in US dollars, time in seconds.

    `model` is None where answers are quoted without a language model. `budget` counts the tokens of the papers
    and earlier turns that one question sends (the instructions, some 450, come on top), `answer_tokens` those of its answer. `keys` maps the id of a key binding to the key wanted.
    """

    home: Path
    config: Path
    cache: Path
    model: str | None = None
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    embedding_model: str = "bundled"
    embedding_base_url: str | None = None
    embedding_api_key: str | None = field(default=None, repr=False)
    chroma: str | None = None
    budget: int = 4000
    answer_tokens: int = 800
    max_cost_question: float | None = None
    max_cost_day: float | None = None
    parallel: int = 4
    timeout: float = 60.0
    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def engine(self) -> str:
        """The name of what answers: a model's, or "extractive"."""
        return self.model or "extractive"

    @property
    def prompts(self) -> Path:
        """The folder whose prompt files replace the bundled ones."""
        return self.config / "prompts"

    @property
    def prices(self) -> Path:
        """The file whose prices replace the bundled ones."""
        return self.config / "prices.json"


_INTEGERS = {"budget": (500, 2_000_000), "answer_tokens": (50, 100_000), "parallel": (1, 64)}
_NUMBERS = {"max_cost_question": (0.0, 1e6), "max_cost_day": (0.0, 1e6), "timeout": (1.0, 3600.0)}
_TEXTS = frozenset({
    "model", "base_url", "api_key", "embedding_model", "embedding_base_url", "embedding_api_key", "chroma", "theme",
})  # fmt: skip
_ADDRESSES = frozenset({"base_url", "embedding_base_url", "chroma"})
_ENVIRONMENT = {
    "OPENAI_BASE_URL": "base_url",
    "OPENAI_API_KEY": "api_key",
    "ASKPAPERS_MODEL": "model",
    "ASKPAPERS_EMBEDDING_MODEL": "embedding_model",
    "ASKPAPERS_EMBEDDING_BASE_URL": "embedding_base_url",
    "ASKPAPERS_EMBEDDING_API_KEY": "embedding_api_key",
    "ASKPAPERS_CHROMA": "chroma",
    "ASKPAPERS_BUDGET": "budget",
    "ASKPAPERS_MAX_COST_DAY": "max_cost_day",
    "ASKPAPERS_MAX_COST_QUESTION": "max_cost_question",
    "ASKPAPERS_TIMEOUT": "timeout",
    "ASKPAPERS_THEME": "theme",
}


def load(flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force; `flags` holds fields of Settings, None where a flag was not given.

    `flags` may also hold `extractive=True` (use no model). Raises UsageError, which names the file, variable or
    flag that holds a value that cannot be.
    """
    environ = os.environ if environ is None else environ
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    extractive = bool(given.pop("extractive", False))
    settings = Settings(*_folders(given, environ))
    layers = [
        _from_file(settings.config / "config.toml"),
        _from_environment(environ),
        _checked(given, "the flags"),
    ]
    values: dict[str, Any] = {}
    for layer in layers:
        for prefix in ("", "embedding_"):
            _keep_key_with_address(values, layer, prefix)
        values.update(layer)
    settings = replace(settings, **values)
    return replace(settings, model=None if extractive else _model(settings))


def shown(location: str) -> str:
    """Return a folder or an address without the user, the password and the query that an address may hold."""
    if not location.startswith(("http://", "https://")):
        return location
    try:
        parts = urlsplit(location)
    except ValueError:
        return location.partition("://")[0] + "://…"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _folders(given: dict[str, Any], environ: Mapping[str, str]) -> tuple[Path, Path, Path]:
    import platformdirs

    def chosen(name: str, variable: str, default: str) -> Path:
        text = given.pop(name, None) or environ.get(variable) or default
        return Path(text).expanduser().absolute()

    return (
        chosen("home", "ASKPAPERS_HOME", platformdirs.user_data_dir("askpapers")),
        chosen("config", "ASKPAPERS_CONFIG", platformdirs.user_config_dir("askpapers")),
        chosen("cache", "ASKPAPERS_CACHE", platformdirs.user_cache_dir("askpapers")),
    )


def _model(settings: Settings) -> str | None:
    """A model is used where a key or an address of a server is known; a name alone is not enough to reach one."""
    if settings.api_key or settings.base_url:
        return settings.model or DEFAULT_MODEL
    if settings.model:
        # Somebody who names a model wants it: the server's refusal explains the missing key better than silence.
        return settings.model
    return None


def _keep_key_with_address(values: dict[str, Any], layer: dict[str, Any], prefix: str) -> None:
    """Drop a key that was set for another server than the one now chosen."""
    address, key = f"{prefix}base_url", f"{prefix}api_key"
    chosen = layer.get(address, values.get(address))
    if address in layer and _server(values.get(address)) != _server(chosen):
        values.pop(key, None)
    if key in layer and address not in layer and _server(None) != _server(chosen):
        del layer[key]


def _server(address: str | None) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address or OPENAI_URL)
    return parts.scheme, parts.hostname, parts.port


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {plain(str(error), 200)}", "Correct the file or remove it.") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {plain(str(error), 200)}", "Correct that line.") from None
    return _checked(values, str(path))


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, name in _ENVIRONMENT.items():
        if environ.get(variable):
            values.update(_checked({name: environ[variable]}, variable))
    return values


def _checked(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    names = [f.name for f in fields(Settings) if f.name not in {"home", "config", "cache"}]
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(names)}."
            raise UsageError(f"{where}: there is no setting “{plain(name, 60)}”.", hint)
        checked[name] = _value(name, value, where)
    return checked


def _value(name: str, value: Any, where: str) -> Any:
    if name in _INTEGERS:
        return int(_number(name, value, where, _INTEGERS[name]))
    if name in _NUMBERS:
        return _number(name, value, where, _NUMBERS[name])
    if name in _TEXTS:
        if not isinstance(value, str):
            raise UsageError(f"{where}: {name} must be text.", f'Write {name} = "…".')
        if name in _ADDRESSES and not value.strip().lower().startswith(("http://", "https://")):
            raise UsageError(f"{where}: {name} must begin with http:// or https://, not “{plain(value, 60)}”.")
        if name in _ADDRESSES and not _is_address(value):
            raise UsageError(f"{where}: {name} is no address: “{plain(value, 60)}”.", "As http://localhost:11434/v1.")
        return value.strip()
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise UsageError(f"{where}: {name} must be a table of texts.", '[keys]\nask = "a"')
    return dict(value)


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _number(name: str, value: Any, where: str, bounds: tuple[float, float]) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise UsageError(f"{where}: {name} must be a number, not “{plain(str(value), 40)}”.") from None
    low, high = bounds
    if isinstance(value, bool) or not low <= number <= high:
        raise UsageError(f"{where}: {name} must be between {low:g} and {high:g}, not {plain(str(value), 40)}.")
    return number
