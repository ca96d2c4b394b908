"""Fuse the nodes of an ONNX model once, as onnxruntime would each time it loads it: `python benchmarks/fuse_model.py FILE`.

Writes in the file's place. What the model computes stays the same to the last bit; `askpapers/models/bundled.py` loads it as it is.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def fuse(model: Path) -> None:
    """Write a model with its nodes fused in its own place; levels above are for one kind of processor."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    fused = model.with_suffix(".fused.onnx")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(fused)
    onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    fused.replace(model)


if __name__ == "__main__":
    fuse(Path(sys.argv[1]))
