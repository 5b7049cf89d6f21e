"""Makes libs/data/test/fixtures/jpeg.json: small JPEG files, and what Pillow makes of them.

Run from the project's root: python tools/reference/data/make_jpeg_fixtures.py
Needs Pillow 11 or later (restart markers) and NumPy.
"""
import base64
import io
import json

import numpy as np
from PIL import Image

rng = np.random.default_rng(8)


def film(width, height):
    """Soft shades, some grain, a hard edge."""
    y, x = np.mgrid[0:height, 0:width]
    picture = 120 + 80 * np.sin(x / 17.0) * np.cos(y / 23.0) + rng.normal(0, 3, (height, width))
    picture[:, : width // 8] = 0
    return Image.fromarray(np.clip(np.round(picture), 0, 255).astype(np.uint8))


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def case(title, image, sizes, handled, **options):
    data = jpeg(image, **options)
    grey = Image.open(io.BytesIO(data)).convert("L")
    return {
        "title": title,
        "jpeg": base64.b64encode(data).decode(),
        "handled": handled,
        "exact": [
            {"size": s, "pixels": base64.b64encode(np.asarray(grey.resize((s, s), Image.BILINEAR)).tobytes()).decode()}
            for s in sizes
        ],
    }


turned = Image.Exif()
turned[0x0112] = 6
upright = Image.Exif()
upright[0x0112] = 1
upright[0x010E] = "a film"
shades = film(96, 80)
colour = Image.merge("RGB", (shades, shades.transpose(Image.Transpose.FLIP_LEFT_RIGHT), shades))
fixtures = [
    case("grey", film(203, 150), [80, 60, 30, 16], True, quality=90),
    case("grey with restarts in each row", film(163, 130), [70, 40], True, quality=90, restart_marker_rows=1),
    case("grey with codes of its own", film(131, 90), [50, 24], True, quality=98, optimize=True),
    case("grey and upright", film(64, 64), [64, 40], True, quality=80, exif=upright),
    case("colours without colour, halved", film(97, 61).convert("RGB"), [61, 40, 20], True, quality=90),
    case("colours without colour, whole", film(75, 61).convert("RGB"), [40], True, quality=90, subsampling=0),
    case("all of one grey", Image.new("L", (50, 40), 77), [32, 9], True),
    case("coloured", colour, [48], False, quality=90),
    case("progressive", film(96, 80), [48], False, quality=90, progressive=True),
    case("turned", film(96, 80), [48], False, quality=90, exif=turned),
]
with open("libs/data/test/fixtures/jpeg.json", "w", encoding="utf-8") as file:
    json.dump(fixtures, file)
    file.write("\n")
