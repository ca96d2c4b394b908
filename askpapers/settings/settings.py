"""Settings: defaults, then config.toml, then the environment, then flags; and where files live.

A key belongs to the address that was set beside it: `OPENAI_API_KEY` goes to `OPENAI_BASE_URL` (or to
OpenAI where that is not set), the file's key to the file's address, and no key to an address given by a
flag, unless it is the same server.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from askpapers.errors import UsageError
from askpapers.settings.values import check_value
from askpapers.text.sanitize import sanitize

OPENAI_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-6-luna"
UNNAMED_MODEL = "the server's model"
"""Stands where a model's name does as long as only a server is known, which has not been asked yet what it has."""
FILE = "config.toml"
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user can set; paths are absolute, money is in US dollars, time in seconds.

    `model` is None where answers are quoted without a language model; `model_is_guess` where only a server is named: it is UNNAMED_MODEL then,
    until the server was asked. `budget` counts the tokens of the papers and
    earlier turns that one question sends (the instructions, some 450, come on top), `answer_tokens` those of its answer.
    `keys` maps the id of a key binding to the key wanted. `origins` says where what is no default comes from:
    "config.toml", a variable's name, or a flag ("--model"); `flags` are those that were given.
    """

    home: Path
    config: Path
    cache: Path
    model: str | None = None
    model_is_guess: bool = False
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    embedding_model: str = "bundled"
    embedding_base_url: str | None = None
    embedding_api_key: str | None = field(default=None, repr=False)
    chroma: str | None = None
    chroma_tenant: str | None = None
    chroma_database: str | None = None
    chroma_token: str | None = field(default=None, repr=False)
    budget: int = 4000
    answer_tokens: int = 800
    max_cost_question: float | None = None
    max_cost_day: float | None = None
    parallel: int = 4
    timeout: float = 60.0
    theme: str | None = None
    smtp: str | None = None
    smtp_from: str | None = None
    smtp_password: str | None = field(default=None, repr=False)
    webhook: str | None = field(default=None, repr=False)
    notices: str = "failed"
    keys: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    flags: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def origin(self, name: str) -> str:
        """Where a setting comes from: "default", "config.toml", a variable's name, or a flag."""
        return self.origins.get(name, DEFAULT)

    def of_sample(self) -> Settings:
        """Return the same for the library of the sample day, which never mixes with the reader's."""
        return replace(self, home=self.home / "sample")

    def is_fixed(self, name: str) -> bool:
        """Whether the environment or a flag decides, so that config.toml cannot."""
        return name in FOLDERS or self.origin(name) not in {DEFAULT, FILE}

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


FOLDERS = ("home", "config", "cache")
SETTABLE = tuple(f.name for f in fields(Settings) if f.name not in {*FOLDERS, "model_is_guess", "origins", "flags"})
AT_START = frozenset({*FOLDERS, "chroma", "embedding_model", "embedding_base_url", "embedding_api_key",
                       "chroma_tenant", "chroma_database", "chroma_token"})  # fmt: skip
"""What counts only when the library is opened."""
SECRETS = frozenset({"api_key", "embedding_api_key", "chroma_token", "smtp_password", "webhook"})
"""What is shown nowhere and is in no backup: who has the address of a webhook may write there."""
_ENVIRONMENT = {
    "OPENAI_BASE_URL": "base_url",
    "OPENAI_API_KEY": "api_key",
    "ASKPAPERS_MODEL": "model",
    "ASKPAPERS_EMBEDDING_MODEL": "embedding_model",
    "ASKPAPERS_EMBEDDING_BASE_URL": "embedding_base_url",
    "ASKPAPERS_EMBEDDING_API_KEY": "embedding_api_key",
    "ASKPAPERS_CHROMA": "chroma",
    "ASKPAPERS_CHROMA_TENANT": "chroma_tenant",
    "ASKPAPERS_CHROMA_DATABASE": "chroma_database",
    "ASKPAPERS_CHROMA_TOKEN": "chroma_token",
    "ASKPAPERS_SMTP": "smtp",
    "ASKPAPERS_SMTP_FROM": "smtp_from",
    "ASKPAPERS_SMTP_PASSWORD": "smtp_password",
    "ASKPAPERS_WEBHOOK": "webhook",
    "ASKPAPERS_BUDGET": "budget",
    "ASKPAPERS_MAX_COST_DAY": "max_cost_day",
    "ASKPAPERS_MAX_COST_QUESTION": "max_cost_question",
    "ASKPAPERS_TIMEOUT": "timeout",
    "ASKPAPERS_THEME": "theme",
}
_OF_CHROMA = ("chroma_tenant", "chroma_database", "chroma_token")
_VARIABLES = {name: variable for variable, name in _ENVIRONMENT.items()}


def load(
    flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None, *, file: bool = True
) -> Settings:
    """Return the settings in force; `flags` holds fields of Settings, None where a flag was not given.

    `flags` may also hold `extractive=True` (use no model). Without `file`, config.toml is not read. Raises UsageError, which names the file, variable or
    flag that holds a value that cannot be.
    """
    environ = os.environ if environ is None else environ
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    kept = dict(given)
    extractive = bool(given.pop("extractive", False))
    (home, config, cache), origins = _folders(given, environ)
    layers: list[tuple[dict[str, Any], Callable[[str], str]]] = [
        (_from_file(config / FILE) if file else {}, lambda name: FILE),
        (_from_environment(environ), _VARIABLES.__getitem__),
        (_checked(given, "the flags"), _flag),
    ]
    values: dict[str, Any] = {}
    for layer, origin in layers:
        for prefix in ("", "embedding_"):
            _keep_key_with_address(values, layer, prefix)
        if "smtp" in layer and "smtp" in values and _host(layer["smtp"]) != _host(values["smtp"]):
            values.pop("smtp_password", None)
        if "chroma" in layer and _server(values.get("chroma")) != _server(layer["chroma"]):
            for name in _OF_CHROMA:
                values.pop(name, None)
        values.update(layer)
        origins.update({name: origin(name) for name in layer})
    origins = {name: origin for name, origin in origins.items() if name in values or name in FOLDERS}
    if extractive:
        origins["model"] = "--extractive"
    settings = replace(Settings(home, config, cache, origins=origins, flags=kept), **values)
    other = settings.base_url is not None and _server(settings.base_url) != _server(None)
    guess = not extractive and settings.model is None and other
    model = None if extractive else UNNAMED_MODEL if guess else _model(settings)
    return replace(settings, model=model, model_is_guess=guess)


def reload(settings: Settings, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings as they would be in force with the file and the environment of now; raises as `load` does."""
    again = load({**settings.flags, **{name: getattr(settings, name) for name in FOLDERS}}, environ)
    folders = {name: origin for name, origin in settings.origins.items() if name in FOLDERS}
    others = {name: origin for name, origin in again.origins.items() if name not in FOLDERS}
    return replace(again, origins={**others, **folders}, flags=settings.flags)


def checked(name: str, value: Any) -> Any:
    """Return the value that a setting gets when `value`, text for instance, is given; raises UsageError."""
    return _checked({name: value}, FILE)[name]


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _folders(given: dict[str, Any], environ: Mapping[str, str]) -> tuple[list[Path], dict[str, str]]:
    """Return home, config and cache, and where those come from that are not the usual ones."""
    folders, origins = [], {}
    for name in FOLDERS:
        variable = f"ASKPAPERS_{name.upper()}"
        flag = given.pop(name, None)
        text = flag or environ.get(variable) or _usual(name)
        folders.append(Path(text).expanduser().absolute())
        if flag or environ.get(variable):
            origins[name] = _flag(name) if flag else variable
    return folders, origins


def _usual(name: str) -> str:
    import platformdirs

    usual = {
        "home": platformdirs.user_data_dir,
        "config": platformdirs.user_config_dir,
        "cache": platformdirs.user_cache_dir,
    }
    return usual[name]("askpapers")


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


def _host(address: str) -> str | None:
    return urlsplit(address).hostname


def _server(address: str | None) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address or OPENAI_URL)
    return parts.scheme, parts.hostname, parts.port


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {sanitize(str(error), 200)}", "Correct the file or remove it."
        ) from None
    import tomllib

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(toml_fault(path, text, error), "Correct that line: askpapers config edit opens it.") from None
    return _checked(values, str(path))


def toml_fault(path: Path, text: str, error: ValueError) -> str:
    """Say what is wrong in a TOML file, and in which line."""
    end = f"(at line {text.rstrip().count(chr(10)) + 1}, the end)"
    told = str(error).replace("(at end of document)", end)
    return f"{path} is not valid TOML: {sanitize(told, 200)}."


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, name in _ENVIRONMENT.items():
        if environ.get(variable):
            values.update(_checked({name: environ[variable]}, variable))
    return values


def _checked(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in SETTABLE:
            import difflib

            near = difflib.get_close_matches(name, SETTABLE, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(SETTABLE)}."
            raise UsageError(f"{where}: there is no setting “{sanitize(name, 60)}”.", hint)
        checked[name] = check_value(name, value, where)
    return checked
