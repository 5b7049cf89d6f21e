"""Makes libs/data/test/fixtures/realDicom.json: what pydicom reads from public chest radiographs, a few pixels of each.

Run from the project's root: python tools/reference/data/make_real_dicom_fixtures.py FOLDER
The files themselves are not part of the project.
"""
import glob
import json
import os
import sys
import warnings

import numpy as np
import pydicom
from pydicom.pixels import apply_modality_lut, apply_voi_lut

warnings.simplefilter("ignore")
fixtures = []
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.dcm"))):
    ds = pydicom.dcmread(path, force=True)
    if "TransferSyntaxUID" not in ds.file_meta:
        ds.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2"
    pixels = ds.pixel_array
    shown = apply_voi_lut(apply_modality_lut(pixels, ds), ds).astype(float)
    unit = np.clip(shown / (2**ds.BitsStored - 1), 0, 1)
    if ds.PhotometricInterpretation == "MONOCHROME1":
        unit = 1 - unit
    rows = np.linspace(0, pixels.shape[0] - 1, 12).astype(int)
    columns = np.linspace(0, pixels.shape[1] - 1, 12).astype(int)
    places = [(int(y), int(x)) for y in rows for x in columns]
    fixtures.append(
        {
            "file": os.path.basename(path),
            "shape": list(pixels.shape),
            "mean": float(pixels.mean()),
            "view": str(ds.get("ViewPosition", "")),
            "places": [y * pixels.shape[1] + x for y, x in places],
            "stored": [int(pixels[y, x]) for y, x in places],
            "grey": [round(float(unit[y, x]) * 255, 1) for y, x in places],
        }
    )
with open("libs/data/test/fixtures/realDicom.json", "w") as out:
    json.dump(fixtures, out, separators=(",", ":"))
