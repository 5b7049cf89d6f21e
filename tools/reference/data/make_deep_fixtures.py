"""Makes libs/data/test/fixtures/deep.json: a 16-bit film shrunk in floating point by PyTorch.

Run from the project's root: python tools/reference/data/make_deep_fixtures.py
"""
import base64
import io
import json

import numpy as np
import torch
from PIL import Image

rng = np.random.default_rng(16)
WIDTH, HEIGHT, SIZE = 60, 50, 16

y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
# A film that uses 12 of 16 bits, as detectors do: 8 bits of it would be 16 greys.
film = np.round(2000 + 1500 * np.sin(x / 9.0) * np.cos(y / 7.0) + rng.normal(0, 60, (HEIGHT, WIDTH)))
film = np.clip(film, 0, 4095).astype(np.uint16)

out = io.BytesIO()
Image.fromarray(film).save(out, "PNG")
# The resampling is separable: torch's antialiased bilinear, without rounding.
small = torch.nn.functional.interpolate(
    torch.from_numpy(film.astype(np.float64))[None, None], (SIZE, SIZE), mode="bilinear", antialias=True
)
with open("libs/data/test/fixtures/deep.json", "w") as file:
    json.dump(
        {
            "png": base64.b64encode(out.getvalue()).decode(),
            "width": WIDTH,
            "height": HEIGHT,
            "stored": film.ravel().tolist(),
            "size": SIZE,
            "resized": [round(v, 2) for v in small.ravel().tolist()],
        },
        file,
    )
    file.write("\n")
