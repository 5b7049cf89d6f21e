"""Judges exported ONNX files by Python's own tools: onnx.checker (full check with strict shape
inference), standard operators only, and onnxruntime's logits against those of TensorFlow.js.

    export PNEUMO_EXPORT_FOLDER=$PWD/exports
    npx vitest run apps/trainer/test/exportModels.test.ts libs/tfjs-backend-onnx/test/export
    python tools/reference/tfjs-backend-onnx/check_export.py exports

For each NAME.onnx the tests leave NAME.f32 (the input, little-endian) and NAME.json (names, shape,
logits). Needs onnx, onnxruntime and numpy. Exits with 1 when a file does not hold.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-5


def judge(path: Path) -> bool:
    onnx.checker.check_model(str(path), full_check=True)
    model = onnx.load(str(path))
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    domains = {node.domain for node in model.graph.node} | {opset.domain for opset in model.opset_import}
    opsets = ", ".join(f"{opset.domain or 'ai.onnx'} {opset.version}" for opset in model.opset_import)
    known = json.loads(path.with_suffix(".json").read_text())
    pixels = np.fromfile(path.with_suffix(".f32"), dtype="<f4").reshape(known["shape"])
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    logits = session.run([known["output"]], {known["input"]: pixels})[0].ravel()
    one = np.concatenate([session.run([known["output"]], {known["input"]: row[None]})[0].ravel() for row in pixels])
    expected = np.array(known["logits"], dtype=np.float32)
    scale = max(1.0, float(np.abs(expected).max()))
    difference = max(float(np.abs(logits - expected).max()), float(np.abs(one - expected).max())) / scale
    good = domains == {""} and difference <= TOLERANCE
    print(
        f"{'ok    ' if good else 'WRONG '} {path.stem:24} {opsets}, {len(model.graph.node)} nodes, "
        f"{len(inferred.graph.value_info)} shapes inferred, greatest difference {difference:.1e}"
    )
    return good


def main() -> int:
    files = sorted(Path(sys.argv[1]).glob("*.onnx"))
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}, {len(files)} files")
    return 0 if files and all([judge(path) for path in files]) else 1


if __name__ == "__main__":
    sys.exit(main())
