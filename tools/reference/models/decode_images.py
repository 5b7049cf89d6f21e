"""Decodes the sixteen reference images by Pillow, for the decoder's share in the differences of logits.

python3 tools/reference/models/decode_images.py WEIGHTS OUT

WEIGHTS is the folder of NAME.safetensors and NAME.reference.json, whose images stand relative to the folder above it.
Writes one PNG an image; OUT goes to libs/models/test/weights/publishedWeights.test.ts as PNEUMO_DECODED.
Needs Pillow alone.
"""

import json
import sys
from pathlib import Path

from PIL import Image

weights, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
files = {
    image["file"]
    for reference in weights.glob("*.reference.json")
    for image in json.loads(reference.read_text())["images"]
}
for file in sorted(files):
    Image.open(weights.parent / file).convert("RGB").save(out / f"{Path(file).stem}.png")
print(f"{len(files)} images")
