"""Writes libs/augment/test/fixtures/operations.json: the same operations by torchvision, Pillow, OpenCV and SciPy.

Needs torch, torchvision, scipy, Pillow and opencv-python-headless; prints nothing. Run from the repository's root:
    python tools/reference/augment/operations_fixtures.py
"""

import io
import json
import math
import sys
from pathlib import Path

import cv2
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
import torchvision_operators  # noqa: E402, F401
from PIL import Image  # noqa: E402
from scipy import interpolate, ndimage  # noqa: E402
from torchvision.transforms import InterpolationMode  # noqa: E402
from torchvision.transforms.v2 import functional as F  # noqa: E402

rng = np.random.default_rng(11)
W, H = 21, 17


def smooth(height: int, width: int, channels: int = 1) -> np.ndarray:
    noise = ndimage.gaussian_filter(rng.normal(size=(height, width, channels)), (1.5, 1.5, 0))
    noise = (noise - noise.min()) / (noise.max() - noise.min())
    return np.round(20 + noise * 200).astype(np.uint8)


grey = smooth(H, W)
colour = smooth(10, 11, 3)


def tensor(image: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(image.copy()).permute(2, 0, 1)


def flat(values) -> list:
    return [round(float(v), 3) for v in np.asarray(values, dtype=np.float64).ravel()]


def hwc(t: torch.Tensor) -> np.ndarray:
    return t.permute(1, 2, 0).numpy()


cases = []


def case(image: str, by: str, operations: list, expected, **more) -> None:
    cases.append({"image": image, "by": by, "operations": operations, "expected": flat(expected), **more})


# Grey values. On floats where torchvision has floats, on bytes where the operation is defined on levels.
for name, image in (("grey", grey), ("colour", colour)):
    unit = tensor(image).float() / 255
    some = slice(1, None) if name == "colour" else slice(None)
    for g in (0.5, 1.8)[some]:
        case(name, "torchvision adjust_gamma", [{"type": "gamma", "gamma": g}], hwc(F.adjust_gamma(unit, g)) * 255)
    case(name, "torchvision invert", [{"type": "invert"}], hwc(F.invert(tensor(image))))
    case(name, "torchvision autocontrast", [{"type": "autocontrast"}], hwc(F.autocontrast(unit)) * 255)
    case(name, "torchvision posterize", [{"type": "posterise", "bits": 3}], hwc(F.posterize(tensor(image), 3)))
    case(name, "torchvision solarize", [{"type": "solarise", "threshold": 0.5}], hwc(F.solarize(unit, 0.5)) * 255)
    case(name, "torchvision equalize", [{"type": "equalise"}], hwc(F.equalize(tensor(image))))
    for factor in (0.3, 2.5)[some]:
        case(name, "torchvision adjust_sharpness", [{"type": "sharpen", "factor": factor}], hwc(F.adjust_sharpness(unit, factor)) * 255)
    for sigma in (0.7, 2.0)[some]:
        size = 2 * math.ceil(3 * sigma) + 1
        case(name, "torchvision gaussian_blur", [{"type": "blur", "sigma": sigma}], hwc(F.gaussian_blur(unit, [size, size], [sigma, sigma])) * 255)
    for limit, tiles in ((2.0, 2), (4.0, 1)) if name == "colour" else ((2.0, 2), (4.0, 3)):
        made = cv2.createCLAHE(limit, (tiles, tiles))
        out = np.stack([made.apply(np.ascontiguousarray(image[..., c])) for c in range(image.shape[2])], -1)
        case(name, "OpenCV createCLAHE", [{"type": "clahe", "clipLimit": limit, "tiles": tiles}], out)
    for quality in (10, 50, 90)[some]:
        buffer = io.BytesIO()
        pil = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image)
        pil.save(buffer, "JPEG", quality=quality, subsampling=0)
        out = np.asarray(Image.open(buffer)).reshape(image.shape)
        case(name, "Pillow (libjpeg)", [{"type": "jpeg", "quality": quality}], out)

# Geometry by torchvision. fill=None is black.
source = tensor(grey).float()
slope = 0.2
case("grey", "torchvision affine shear", [{"type": "shear", "x": -slope, "y": 0}], hwc(F.affine(source, 0.0, [0, 0], 1.0, [math.degrees(math.atan(slope)), 0.0], InterpolationMode.BILINEAR)), fill=0)
# Outwards: torchvision does not antialias, and we do where a picture shrinks.
corners = [-0.1, -0.05, 0.08, -0.12, 0.02, 0.1, -0.06, 0.04]
ends = [[x * W, y * H] for x, y in ((corners[0], corners[1]), (1 + corners[2], corners[3]), (1 + corners[4], 1 + corners[5]), (corners[6], 1 + corners[7]))]
bent = F.perspective(source, [[0, 0], [W, 0], [W, H], [0, H]], ends, InterpolationMode.BILINEAR)
case("grey", "torchvision perspective", [{"type": "perspective", "corners": corners}], hwc(bent), fill=0)
top, left, height, width = 3, 4, 10, 13
part = {"type": "randomResizedCrop", "x": left / W, "y": top / H, "width": width / W, "height": height / H}
for mode, name in ((InterpolationMode.BILINEAR, "bilinear"), (InterpolationMode.BICUBIC, "bicubic")):
    # The crop is cut out of the film, whose pixels beyond it we see and torchvision does not: inner pixels only.
    case("grey", f"torchvision resized_crop, {name}", [part], hwc(F.resized_crop(source, top, left, height, width, [H, W], mode, antialias=True)), interpolation=name, margin=4)
    small = [8, 9]
    case("grey", f"torchvision resize, {name}, antialiased", [], hwc(F.resize(source, small, mode, antialias=True)), interpolation=name, width=small[1], height=small[0], margin=2)
    large = [22, 30]
    case("grey", f"torchvision resize, {name}", [], hwc(F.resize(source, large, mode, antialias=True)), interpolation=name, width=large[1], height=large[0], margin=4)

# Elastic: SciPy's B-splines for the field, grid_sample for the pixels.
cells = 3
points = np.round(rng.uniform(-0.2, 0.2, size=(2, cells + 3, cells + 3)), 6)
knots = np.arange(-3, cells + 4, dtype=np.float64)
# Enlarged twice behind it, so that it shrinks nowhere.
columns = (np.arange(W) - (W - 1) / 2) / 2 + (W - 1) / 2
rows = (np.arange(H) - (H - 1) / 2) / 2 + (H - 1) / 2
across = (columns + 0.5) / (W / cells)
down = (rows + 0.5) / (H / cells)
bx = interpolate.BSpline.design_matrix(across, knots, 3).toarray()
by = interpolate.BSpline.design_matrix(down, knots, 3).toarray()
dx = by @ points[0] @ bx.T * (W / cells)
dy = by @ points[1] @ bx.T * (H / cells)
ys, xs = np.meshgrid(rows, columns, indexing="ij")
grid = np.stack([(2 * (xs - dx) + 1) / W - 1, (2 * (ys - dy) + 1) / H - 1], -1)[None]
out = torch.nn.functional.grid_sample(source.double()[None], torch.from_numpy(grid), "bilinear", "border", align_corners=False)[0]
case("grey", "SciPy BSpline and PyTorch grid_sample", [{"type": "elastic", "cells": cells, "x": [float(v) for v in points[0].ravel()], "y": [float(v) for v in points[1].ravel()]}, {"type": "scale", "factor": 2}], hwc(out))

# Mixing by torchvision's own code with its partners, the images rolled by one.
from torchvision.transforms.v2 import CutMix, MixUp  # noqa: E402

images = torch.from_numpy(np.round(rng.random((3, 1, 8, 10)), 3))
labels = torch.nn.functional.one_hot(torch.tensor([0, 1, 1]), 2).double()
mixes = []
for kind, transform, params in (
    ("mixup", MixUp(num_classes=2), {"lam": 0.3, "labels": labels, "batch_size": 3}),
    ("cutmix", CutMix(num_classes=2), None),
):
    share, centre = 0.3, (0.75, 0.3)
    if params is None:
        cx, cy = int(centre[0] * 10), int(centre[1] * 8)
        hw, hh = int(0.5 * math.sqrt(1 - share) * 10), int(0.5 * math.sqrt(1 - share) * 8)
        box = (max(cx - hw, 0), max(cy - hh, 0), min(cx + hw, 10), min(cy + hh, 8))
        lam = 1 - (box[2] - box[0]) * (box[3] - box[1]) / 80
        params = {"box": box, "lam_adjusted": lam, "labels": labels, "batch_size": 3}
    mixed = transform.transform(images, params)
    mixed_labels = transform._mixup_label(labels, lam=params.get("lam", params.get("lam_adjusted")))
    mixes.append({"kind": kind, "share": share, "centre": centre, "expected": flat(mixed), "labels": flat(mixed_labels[:, 1])})

fixture = {
    "madeBy": "tools/reference/augment/operations_fixtures.py",
    "images": {
        "grey": {"width": W, "height": H, "channels": 1, "data": grey.ravel().tolist()},
        "colour": {"width": 11, "height": 10, "channels": 3, "data": colour.ravel().tolist()},
    },
    "cases": cases,
    "mix": {"images": flat(images), "labels": [0, 1, 1], "cases": mixes},
}
Path("libs/augment/test/fixtures/operations.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
