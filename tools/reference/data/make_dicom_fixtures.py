"""Makes libs/data/test/fixtures/dicom.json: small DICOM files and what pydicom reads from them.

Run from the project's root: python tools/reference/data/make_dicom_fixtures.py
Needs pydicom, pylibjpeg with its plug-ins, and imagecodecs (which writes what pydicom does not).
"""
import base64
import io
import json
import warnings

import imagecodecs
import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_modality_lut, apply_voi_lut
from pydicom.sequence import Sequence

warnings.simplefilter("ignore")
WIDTH, HEIGHT = 13, 9
UID = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "deflated": "1.2.840.10008.1.2.1.99",
    "big": "1.2.840.10008.1.2.2",
    "rle": "1.2.840.10008.1.2.5",
    "jpeg": "1.2.840.10008.1.2.4.50",
    "jpeg12": "1.2.840.10008.1.2.4.51",
    "lossless": "1.2.840.10008.1.2.4.57",
    "lossless1": "1.2.840.10008.1.2.4.70",
    "jpegls": "1.2.840.10008.1.2.4.80",
    "jpeglsnear": "1.2.840.10008.1.2.4.81",
    "j2k": "1.2.840.10008.1.2.4.90",
    "j2klossy": "1.2.840.10008.1.2.4.91",
    "htj2k": "1.2.840.10008.1.2.4.201",
    "htj2klossy": "1.2.840.10008.1.2.4.203",
}


def film(bits, signed=False, phase=0.0):
    """A smooth picture that uses the whole range, with a hard edge."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    unit = 0.5 + 0.45 * np.sin(x / 3 + phase) * np.cos(y / 4)
    unit[:, :3] = 0
    unit[0, -1] = 1
    values = np.round(unit * (2**bits - 1)).astype(np.int64)
    if signed:
        values -= 2 ** (bits - 1)
        return values.astype(np.int16 if bits > 8 else np.int8)
    return values.astype(np.uint16 if bits > 8 else np.uint8)


def dataset(pixels, syntax, bits, frame=None, **tags):
    """A DICOM file around pixels; `frame` is the compressed form of them."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID[syntax]
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.1"
    meta.MediaStorageSOPInstanceUID = "2.25.1"
    ds = FileDataset(None, Dataset(), file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID = meta.MediaStorageSOPClassUID
    ds.SOPInstanceUID = "2.25.1"
    ds.StudyDate = "19990102"
    ds.PatientName = "SECRET^NAME"
    ds.PatientID = "SECRET-4711"
    ds.PatientBirthDate = "19870605"
    ds.InstitutionName = "SECRET HOSPITAL"
    ds.ViewPosition = "PA"
    ds.ImageLaterality = "U"
    ds.Rows, ds.Columns = pixels.shape[:2]
    ds.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    ds.PhotometricInterpretation = "RGB" if pixels.ndim == 3 else "MONOCHROME2"
    if pixels.ndim == 3:
        ds.PlanarConfiguration = 0
    ds.BitsAllocated = pixels.dtype.itemsize * 8
    ds.BitsStored = bits
    ds.HighBit = bits - 1
    ds.PixelRepresentation = int(pixels.dtype.kind == "i")
    for key, value in tags.items():
        setattr(ds, key, value)
    data = pixels
    if frame is not None:
        ds.PixelData = encapsulate([frame])
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
    else:
        raw = data.astype(data.dtype.newbyteorder(">")).tobytes() if syntax == "big" else data.tobytes()
        ds.PixelData = raw + b"\0" * (len(raw) % 2)
        ds["PixelData"].VR = "OB" if ds.BitsAllocated == 8 else "OW"
    return ds


def to_bytes(ds):
    out = io.BytesIO()
    syntax = ds.file_meta.TransferSyntaxUID
    pydicom.dcmwrite(out, ds, implicit_vr=syntax == UID["implicit"], little_endian=syntax != UID["big"], enforce_file_format=True)
    return out.getvalue()


def lut(first, bits, entries, key):
    item = Dataset()
    item.add_new((0x0028, 0x3002), "US" if first >= 0 else "SS", [len(entries), first, bits])
    item.add_new((0x0028, 0x3006), "OW", np.asarray(entries, "<u2").tobytes())
    if key == "ModalityLUTSequence":
        item.ModalityLUTType = "US"
    return Sequence([item])


def grey(ds, pixels):
    """What pydicom shows, on 0..255; as its windowing, the output range follows from bits and rescale."""
    values = apply_modality_lut(pixels, ds)
    shown = apply_voi_lut(values, ds).astype(float)
    if "VOILUTSequence" in ds:
        low, high = 0.0, 2.0 ** ds.VOILUTSequence[0].LUTDescriptor[2] - 1
    elif "WindowCenter" in ds:
        # As in pydicom.pixels.processing.apply_windowing.
        if "ModalityLUTSequence" in ds:
            low, high = 0.0, 2.0 ** ds.ModalityLUTSequence[0].LUTDescriptor[2] - 1
        else:
            signed = ds.PixelRepresentation == 1
            low = -(2.0 ** (ds.BitsStored - 1)) if signed else 0.0
            high = 2.0 ** (ds.BitsStored - 1) - 1 if signed else 2.0**ds.BitsStored - 1
            slope, intercept = float(ds.get("RescaleSlope", 1)), float(ds.get("RescaleIntercept", 0))
            low, high = low * slope + intercept, high * slope + intercept
    else:
        kept = shown
        if "PixelPaddingValue" in ds:
            kept = shown[pixels != ds.PixelPaddingValue]
        low, high = (0.0, 255.0) if ds.BitsAllocated == 8 else (kept.min(), kept.max())
    unit = np.clip((shown - low) / (high - low), 0, 1)
    if ds.PhotometricInterpretation == "MONOCHROME1":
        unit = 1 - unit
    if "PixelPaddingValue" in ds:
        unit[pixels == ds.PixelPaddingValue] = 0
    return np.round(unit * 255, 1)


cases = []


def case(name, ds, show=True):
    data = to_bytes(ds)
    read = pydicom.dcmread(io.BytesIO(data))
    pixels = read.pixel_array
    entry = {"name": name, "file": base64.b64encode(data).decode(), "shape": list(pixels.shape), "stored": pixels.ravel().tolist()}
    if show:
        entry["grey"] = grey(read, pixels).ravel().tolist()
    cases.append(entry)


for syntax in ["implicit", "explicit", "deflated", "big"]:
    case(f"{syntax}, 12 bits", dataset(film(12), syntax, 12))
case("explicit, 8 bits", dataset(film(8), "explicit", 8))
case("explicit, signed 12 bits in 16, MONOCHROME1", dataset(film(12, True), "explicit", 12, PhotometricInterpretation="MONOCHROME1"))
case("explicit, 16 bits", dataset(film(16), "explicit", 16))
for bits in (8, 12):
    ds = dataset(film(bits), "explicit", bits)
    ds.compress(pydicom.uid.RLELossless)
    case(f"rle, {bits} bits", ds)
case("jpeg, 8 bits, MONOCHROME1", dataset(film(8), "jpeg", 8, imagecodecs.jpeg8_encode(film(8), level=95), PhotometricInterpretation="MONOCHROME1"))
case("lossless jpeg, 8 bits", dataset(film(8), "lossless1", 8, imagecodecs.ljpeg_encode(film(8), bitspersample=8)))
case("lossless jpeg, 12 bits", dataset(film(12), "lossless", 12, imagecodecs.ljpeg_encode(film(12), bitspersample=12)))
case("lossless jpeg, 16 bits", dataset(film(16), "lossless1", 16, imagecodecs.ljpeg_encode(film(16), bitspersample=16)))
case("jpeg-ls, 8 bits", dataset(film(8), "jpegls", 8, imagecodecs.jpegls_encode(film(8))))
case("jpeg-ls, 16 bits", dataset(film(16), "jpegls", 16, imagecodecs.jpegls_encode(film(16))))
case("jpeg-ls near-lossless, 16 bits", dataset(film(16), "jpeglsnear", 16, imagecodecs.jpegls_encode(film(16), level=3)))
j2k = dict(codecformat="j2k", reversible=True)
case("jpeg 2000, 8 bits", dataset(film(8), "j2k", 8, imagecodecs.jpeg2k_encode(film(8), level=0, **j2k)))
case("jpeg 2000, 12 bits", dataset(film(12), "j2k", 12, imagecodecs.jpeg2k_encode(film(12), level=0, bitspersample=12, **j2k)))
case("jpeg 2000 in the boxes of a .jp2 file", dataset(film(8), "j2k", 8, imagecodecs.jpeg2k_encode(film(8), level=0, codecformat="jp2", reversible=True)))
case("jpeg 2000, signed 16 bits", dataset(film(16, True), "j2k", 16, imagecodecs.jpeg2k_encode(film(16, True), level=0, **j2k)))
case("jpeg 2000, lossy, 12 bits", dataset(film(12), "j2klossy", 12, imagecodecs.jpeg2k_encode(film(12), level=60, bitspersample=12, codecformat="j2k", reversible=False)))
case("htj2k, 8 bits", dataset(film(8), "htj2k", 8, imagecodecs.htj2k_encode(film(8))))
case("htj2k, 16 bits", dataset(film(16), "htj2k", 16, imagecodecs.htj2k_encode(film(16))))
case("window", dataset(film(12), "explicit", 12, WindowCenter="1500", WindowWidth="900"))
case("window, two of them, MONOCHROME1", dataset(film(12), "implicit", 12, WindowCenter=["2000", "100"], WindowWidth=["3000", "10"], PhotometricInterpretation="MONOCHROME1"))
case("window, exact", dataset(film(12), "explicit", 12, WindowCenter="1500.5", WindowWidth="900.25", VOILUTFunction="LINEAR_EXACT"))
case("window, sigmoid", dataset(film(12), "explicit", 12, WindowCenter="1500", WindowWidth="900", VOILUTFunction="SIGMOID"))
case("window, rescaled", dataset(film(12, True), "explicit", 12, WindowCenter="200", WindowWidth="400", RescaleSlope="0.5", RescaleIntercept="-100"))
curve = np.round(65535 * (np.arange(4096) / 4095) ** 0.5)[::8]
case("VOI LUT", dataset(film(9), "explicit", 9, VOILUTSequence=lut(0, 16, curve, "VOILUTSequence")))
case("VOI LUT, shorter than the values, signed", dataset(film(9, True), "explicit", 9, VOILUTSequence=lut(-100, 12, np.arange(200) * 20, "VOILUTSequence")))
case("modality LUT with window", dataset(film(9), "explicit", 9, ModalityLUTSequence=lut(0, 16, curve, "ModalityLUTSequence"), WindowCenter="30000", WindowWidth="40000"))
padded = film(12).copy()
padded[2:5, 2:7] = 4095
case("padding, MONOCHROME1", dataset(padded, "explicit", 12, PixelPaddingValue=4095, PhotometricInterpretation="MONOCHROME1"))
rgb = np.stack([film(8), film(8, phase=1), film(8, phase=2)], axis=-1)
case("rgb", dataset(rgb, "explicit", 8), show=False)
planes = dataset(rgb, "explicit", 8)
planes.PlanarConfiguration = 1
planes.PixelData = np.ascontiguousarray(rgb.transpose(2, 0, 1)).tobytes() + b"\0" * (rgb.size % 2)
case("rgb, plane by plane", planes, show=False)
case("jpeg 2000, rgb", dataset(rgb, "j2k", 8, imagecodecs.jpeg2k_encode(rgb, level=0, mct=True, **j2k), PhotometricInterpretation="YBR_RCT"), show=False)

# Files that are refused: name, file, a part of the reason.
refused = []


def refuse(name, ds, reason):
    refused.append({"name": name, "file": base64.b64encode(to_bytes(ds)).decode(), "reason": reason})


refuse("several frames", dataset(film(8), "explicit", 8, NumberOfFrames="3"), "3 frames")
refuse("lossy JPEG of 12 bits", dataset(film(12), "jpeg12", 12, imagecodecs.jpeg_encode(film(12), bitspersample=12)), "lossy JPEG of 12 bits")
refuse("palette", dataset(film(8), "explicit", 8, PhotometricInterpretation="PALETTE COLOR"), "PALETTE COLOR")
refuse("32 bits", dataset(film(8).astype(np.uint32), "explicit", 32), "in 32")
refuse("forged size", dataset(film(8), "explicit", 8, Rows=65535, Columns=65535), "65535×65535")
refuse("cut off", dataset(film(8), "explicit", 8, Rows=400), "is cut off")
forged = imagecodecs.jpeg2k_encode(film(8), level=0, **j2k)
forged = forged[:8] + b"\xff\xff\0\0\xff\xff\0\0" + forged[16:]
refuse("JPEG 2000 with a forged size of its own", dataset(film(8), "j2k", 8, forged), "its compressed part")
refuse("damaged JPEG-LS", dataset(film(8), "jpegls", 8, imagecodecs.jpegls_encode(film(8))[:90]), "damaged")
refuse("damaged JPEG", dataset(film(8), "jpeg", 8, imagecodecs.jpeg8_encode(film(8), level=95)[:-60]), "cut off or damaged")
video = dataset(film(8), "explicit", 8)
video.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.100"
video.PixelData = encapsulate([b"\0\0"])
video["PixelData"].is_undefined_length = True
refuse("video", video, "1.2.840.10008.1.2.4.100")

wide = dataset(film(8), "explicit", 8, PixelAspectRatio=[2, 1], BurnedInAnnotation="YES")
extra = {"aspect": base64.b64encode(to_bytes(wide)).decode()}
high = film(12) << 4
shifted = dataset(high, "explicit", 12, HighBit=15)
extra["highBit"] = {"file": base64.b64encode(to_bytes(shifted)).decode(), "stored": film(12).ravel().tolist()}

with open("libs/data/test/fixtures/dicom.json", "w") as out:
    json.dump({"cases": cases, "refused": refused, "extra": extra}, out, separators=(",", ":"))
