"""Makes libs/data/test/fixtures/npy.json: arrays as NumPy writes them.

Run from the project's root: python tools/reference/data/make_npy_fixtures.py
"""
import base64
import io
import json

import numpy as np

arrays = {
    "bytes, 3 axes": np.arange(24, dtype=np.uint8).reshape(2, 3, 4),
    "16 bits": np.array([[0, 1], [256, 65535]], dtype=np.uint16),
    "16 bits, high byte first": np.array([[0, 1], [256, 65535]], dtype=">u2"),
    "64-bit labels": np.array([[0], [1], [1]], dtype=np.int64),
    "signed": np.array([-1, 2, -32768], dtype=np.int16),
    "floats": np.array([0.5, -2.25], dtype=np.float32),
    "doubles, high byte first": np.array([0.1, 1e300], dtype=">f8"),
    "Fortran order": np.asfortranarray(np.arange(24, dtype=np.uint16).reshape(2, 3, 4)),
    "truth values": np.array([True, False, True]),
    "no values": np.zeros((0, 28, 28), dtype=np.uint8),
    "a single value": np.array(7, dtype=np.uint8),
}
fixtures = []
for name, array in arrays.items():
    for version in ((1, 0), (2, 0)):
        out = io.BytesIO()
        np.lib.format.write_array(out, array, version=version)
        fixtures.append(
            {
                "name": f"{name}, format {version[0]}",
                "file": base64.b64encode(out.getvalue()).decode(),
                "shape": list(array.shape),
                "values": [float(v) for v in array.ravel()],
            }
        )
with open("libs/data/test/fixtures/npy.json", "w") as out:
    json.dump(fixtures, out, separators=(",", ":"))
