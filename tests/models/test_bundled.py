"""The bundled models are fused before they are shipped, so that a start does not look for what to fuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from askpapers import data
from askpapers.models.bundled import open_model


@pytest.mark.parametrize("name", ["minilm/model_int8.onnx", "reader/reader_int8.onnx"])
def test_a_bundled_model_holds_nodes_that_only_fusing_makes(name: str) -> None:
    assert b"SkipLayerNormalization" in data.load(name)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.onnx").write_bytes(b"no model")
    with pytest.raises(Exception, match=r"none\.onnx"):
        open_model(tmp_path / "none.onnx")
