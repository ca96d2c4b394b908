"""How the bundled models are run: onnxruntime on the processor."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime


def open_model(model: Path) -> onnxruntime.InferenceSession:
    """Return a session of an ONNX file; raises what onnxruntime raises, types of its own derived from Exception alone."""
    # onnxruntime tells Microsoft of its use, and keeps an id of the machine, from the moment it is imported.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # Spinning threads would take the cores from the interface between two texts.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The bundled files are fused already (benchmarks/fuse_model.py): looking for what to fuse takes as long as all the rest of it.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # By its file: beside its content in memory a model takes 20 MB more for as long as it lives.
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
