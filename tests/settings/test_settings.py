from pathlib import Path

import pytest

from askpapers.errors import UsageError
from askpapers.settings.settings import DEFAULT_MODEL, OPENAI_URL, UNNAMED_MODEL, Settings, load


def read(tmp_path: Path, toml: str = "", environ: dict[str, str] | None = None, **flags: object) -> Settings:
    (tmp_path / "config.toml").write_text(toml, encoding="utf-8")
    return load(flags, {"ASKPAPERS_CONFIG": str(tmp_path), "ASKPAPERS_HOME": str(tmp_path), **(environ or {})})


def test_without_key_and_address_no_model_is_used(tmp_path: Path) -> None:
    assert read(tmp_path).model is None
    assert read(tmp_path).engine == "extractive"


def test_each_layer_goes_over_the_one_below(tmp_path: Path) -> None:
    toml = 'model = "from-file"\nbudget = 4000\n'
    assert read(tmp_path, toml, {"OPENAI_API_KEY": "k"}).model == "from-file"
    assert read(tmp_path, toml, {"OPENAI_API_KEY": "k", "ASKPAPERS_MODEL": "from-env"}).model == "from-env"
    settings = read(tmp_path, toml, {"OPENAI_API_KEY": "k", "ASKPAPERS_MODEL": "from-env"}, model="from-flag")
    assert (settings.model, settings.budget) == ("from-flag", 4000)
    assert read(tmp_path, "", {"OPENAI_API_KEY": "k"}).model == DEFAULT_MODEL
    assert read(tmp_path, toml, {"OPENAI_API_KEY": "k"}, extractive=True).model is None


def test_of_a_server_alone_no_model_is_known(tmp_path: Path) -> None:
    def model(address: str, **flags: str) -> tuple[str | None, bool]:
        settings = read(tmp_path, "", {"OPENAI_BASE_URL": address}, **flags)
        return settings.model, settings.model_is_guess

    assert model("http://localhost:11434/v1") == (UNNAMED_MODEL, True)
    assert model("http://localhost:11434/v1", model="m") == ("m", False)
    assert model("http://localhost:11434/v1", extractive=True) == (None, False)
    assert model(OPENAI_URL) == (DEFAULT_MODEL, False)


def test_a_key_goes_only_to_the_address_it_was_set_beside(tmp_path: Path) -> None:
    ours = 'base_url = "http://localhost:11434/v1"\n'
    assert read(tmp_path, ours, {"OPENAI_API_KEY": "secret"}).api_key is None
    assert read(tmp_path, "", {"OPENAI_API_KEY": "secret"}, base_url="http://evil.example/v1").api_key is None
    assert read(tmp_path, "", {"OPENAI_API_KEY": "secret"}).api_key == "secret"
    both = {"OPENAI_API_KEY": "secret", "OPENAI_BASE_URL": "http://localhost:1/v1"}
    assert read(tmp_path, "", both).api_key == "secret"
    assert read(tmp_path, ours + 'api_key = "local"\n', {"OPENAI_API_KEY": "secret"}).api_key == "local"


def test_a_key_is_not_shown(tmp_path: Path) -> None:
    assert "secret" not in repr(read(tmp_path, "", {"OPENAI_API_KEY": "secret"}))


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("modle = 'x'", "model"),
        ("budget = 'many'", "budget"),
        ("budget = 3", "500"),
        ("model = 3", "text"),
        ("base_url = 'localhost'", "http://"),
        ("base_url = 'http://localhost:99999/v1'", "no address"),
        ("base_url = 'http://localhost:port/v1'", "no address"),
        ("base_url = 'http://[1/v1'", "no address"),
        ("base_url = 'http://'", "no address"),
        ("= 3", "config.toml"),
    ],
)
def test_a_wrong_setting_is_told_with_its_file(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, toml)
    assert "config.toml" in str(caught.value)
    assert said in str(caught.value) + caught.value.hint


def test_where_each_setting_comes_from_is_known(tmp_path: Path) -> None:
    toml = 'model = "m"\nbudget = 5000\ntimeout = 5\nbase_url = "http://localhost:1/v1"\n'
    settings = read(tmp_path, toml, {"ASKPAPERS_TIMEOUT": "9", "OPENAI_API_KEY": "k"}, model="n")
    names = ("model", "budget", "timeout", "theme", "home", "cache", "api_key")
    assert [settings.origin(name) for name in names] == [
        "--model", "config.toml", "ASKPAPERS_TIMEOUT", "default", "ASKPAPERS_HOME", "default", "default",
    ]  # fmt: skip
    assert [name for name in names if settings.is_fixed(name)] == ["model", "timeout", "home", "cache"]
    assert read(tmp_path, toml, extractive=True).origin("model") == "--extractive"


def test_keys_may_stand_in_tables(tmp_path: Path) -> None:
    written = '[keys.desk]\nask = "f2"\nstar = "z"\n[keys]\n"desk.star" = "y"\n'
    assert read(tmp_path, written).keys == {"desk.ask": "f2", "desk.star": "y"}
    with pytest.raises(UsageError, match="keys must be a table of texts"):
        read(tmp_path, "[keys.desk]\nask = 2\n")
