"""Writes libs/augment/test/fixtures/torchvision.json: the same transforms by torchvision, PyTorch and SciPy.

Needs torch, torchvision and scipy; prints nothing. Run from the repository's root:
    python tools/reference/augment/augment_fixtures.py
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
import torchvision_operators  # noqa: E402, F401
from scipy import ndimage  # noqa: E402
from torchvision.transforms import InterpolationMode  # noqa: E402
from torchvision.transforms import functional as F  # noqa: E402

rng = np.random.default_rng(4)


def smooth(height: int, width: int, channels: int = 1) -> np.ndarray:
    noise = rng.normal(size=(height, width, channels))
    noise = ndimage.gaussian_filter(noise, (1.5, 1.5, 0))
    noise = (noise - noise.min()) / (noise.max() - noise.min())
    return np.round(noise * 255).astype(np.uint8)


def flat(values) -> list:
    return [round(float(v), 4) for v in np.asarray(values, dtype=np.float64).ravel()]


def tensor(image: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(image.astype(np.float32)).permute(2, 0, 1)


def hwc(t: torch.Tensor) -> np.ndarray:
    return t.permute(1, 2, 0).numpy()


grey = smooth(17, 21)
colour = smooth(9, 11, 3)


def geometry(image: np.ndarray, flip: bool, degrees: float, sx: float, sy: float, factor: float, fill) -> dict:
    """Composes the inverse map by itself, in normalised coordinates, and samples with grid_sample."""
    height, width = image.shape[:2]
    a = math.radians(degrees)
    centre = np.array([[1, 0, (width - 1) / 2], [0, 1, (height - 1) / 2], [0, 0, 1.0]])
    turn = np.array([[math.cos(a), math.sin(a), 0], [-math.sin(a), math.cos(a), 0], [0, 0, 1.0]])
    zoom = np.diag([factor, factor, 1.0])
    mirror = np.diag([-1.0 if flip else 1.0, 1, 1])
    shift = np.array([[1, 0, sx * width], [0, 1, sy * height], [0, 0, 1.0]])
    forward = shift @ centre @ zoom @ turn @ mirror @ np.linalg.inv(centre)
    inverse = np.linalg.inv(forward)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float64)
    points = inverse @ np.stack([xs.ravel(), ys.ravel(), np.ones(xs.size)])
    grid = np.stack([(2 * points[0] + 1) / width - 1, (2 * points[1] + 1) / height - 1], -1)
    grid = torch.from_numpy(grid.reshape(1, height, width, 2))
    source = tensor(image).double()[None]
    if isinstance(fill, str):
        mode = {"edge": "border", "reflect": "reflection"}[fill]
        out = torch.nn.functional.grid_sample(source, grid, "bilinear", mode, align_corners=False)
    else:
        level = fill * 255
        out = torch.nn.functional.grid_sample(source - level, grid, "bilinear", "zeros", align_corners=False) + level
    operations = []
    if flip:
        operations.append({"type": "horizontalFlip"})
    operations.append({"type": "rotation", "degrees": degrees})
    operations.append({"type": "scale", "factor": factor})
    operations.append({"type": "shift", "x": sx, "y": sy})
    return {"fill": fill, "operations": operations, "expected": flat(hwc(out[0]))}


cases = []
for image, name in ((grey, "grey"), (colour, "colour")):
    for flip, degrees, sx, sy, factor in ((False, 7.3, 0.04, -0.03, 1.0), (True, -33.0, -0.2, 0.11, 0.96), (True, 100.0, 0.3, 0.4, 1.7)):
        for fill in ("edge", "reflect", 0, 0.35):
            if name == "colour" and fill in ("reflect", 0):
                continue
            cases.append({"image": name, **geometry(image, flip, degrees, sx, sy, factor, fill)})

# torchvision's own composition. fill=None is black; fill=0 multiplies the pixels on the border with their
# coverage twice (0.28, _apply_grid_transform).
tv = []
rotated = F.rotate(tensor(grey), 9.0, InterpolationMode.BILINEAR)
tv.append({"fill": 0, "operations": [{"type": "rotation", "degrees": 9.0}], "expected": flat(hwc(rotated))})
moved = F.affine(tensor(grey), 0.0, [3, -2], 1.25, [0.0, 0.0], InterpolationMode.BILINEAR)
tv.append({
    "fill": 0,
    "operations": [{"type": "scale", "factor": 1.25}, {"type": "shift", "x": 3 / 21, "y": -2 / 17}],
    "expected": flat(hwc(moved)),
})

greyvalues = []
for image, name in ((grey, "grey"), (colour, "colour")):
    unit = tensor(image) / 255
    for bright, contrast in ((1.2, 1.0), (0.8, 1.2), (1.2, 0.8), (1.13, 1.17)):
        out = F.adjust_brightness(unit, bright)
        out = F.adjust_contrast(out, contrast)
        greyvalues.append({
            "image": name,
            "operations": [{"type": "brightness", "factor": bright}, {"type": "contrast", "factor": contrast}],
            "expected": [round(float(v), 6) for v in hwc(out).ravel()],
        })

mask = (smooth(17, 21) > 128).astype(np.uint8) * 255
nearest = hwc(F.rotate(tensor(mask), -21.0, InterpolationMode.NEAREST, fill=0))

out = {
    "madeBy": "tools/reference/augment/augment_fixtures.py",
    "images": {
        "grey": {"width": 21, "height": 17, "channels": 1, "data": [int(v) for v in grey.ravel()]},
        "colour": {"width": 11, "height": 9, "channels": 3, "data": [int(v) for v in colour.ravel()]},
        "mask": {"width": 21, "height": 17, "channels": 1, "data": [int(v) for v in mask.ravel()]},
    },
    "geometry": cases,
    "torchvision": tv,
    "greyValues": greyvalues,
    "mask": {"operations": [{"type": "rotation", "degrees": -21.0}], "expected": [int(v) for v in nearest.ravel()]},
}
Path("libs/augment/test/fixtures/torchvision.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
