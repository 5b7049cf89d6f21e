"""Writes libs/training/test/fixtures/tensorBoardEvents.json: events and the records that TensorBoard's own classes make of them.

Run with tensorboard 2.21: python tools/reference/training/tensorboard_events.py
"""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

from google.protobuf import struct_pb2
from tensorboard.compat.proto import event_pb2, histogram_pb2, summary_pb2
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2
from tensorboard.summary.writer.record_writer import RecordWriter


def png(width, height, colour_type, channels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(range(width * channels)) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


TYPES = {str: api_pb2.DATA_TYPE_STRING, bool: api_pb2.DATA_TYPE_BOOL}


def values_of(value):
    """The summary values of one value of ours."""
    kind, tag = value["kind"], value.get("tag")
    if kind == "scalar":
        return [summary_pb2.Summary.Value(tag=tag, simple_value=value["value"])]
    if kind == "image":
        data = base64.b64decode(value["png"])
        width, height = struct.unpack(">II", data[16:24])
        channels = {0: 1, 2: 3, 6: 4}[data[25]]
        image = summary_pb2.Summary.Image(
            width=width, height=height, colorspace=channels, encoded_image_string=data
        )
        return [summary_pb2.Summary.Value(tag=tag, image=image)]
    if kind == "histogram":
        h = value["histogram"]
        histo = histogram_pb2.HistogramProto(
            min=h["min"], max=h["max"], num=h["count"], sum=h["sum"], sum_squares=h["sumOfSquares"],
            bucket_limit=h["limits"], bucket=h["counts"],
        )  # fmt: skip
        return [summary_pb2.Summary.Value(tag=tag, histo=histo)]
    if kind == "hyperparameters":
        experiment = api_pb2.Experiment(
            hparam_infos=[
                api_pb2.HParamInfo(name=name, type=TYPES.get(type(v), api_pb2.DATA_TYPE_FLOAT64))
                for name, v in value["values"].items()
            ],
            metric_infos=[api_pb2.MetricInfo(name=api_pb2.MetricName(tag=t)) for t in value["metrics"]],
        )
        start = plugin_data_pb2.SessionStartInfo()
        for name, v in value["values"].items():
            one = struct_pb2.Value()
            if isinstance(v, bool):
                one.bool_value = v
            elif isinstance(v, str):
                one.string_value = v
            else:
                one.number_value = v
            start.hparams[name].CopyFrom(one)
        return [
            hparams("_hparams_/experiment", plugin_data_pb2.HParamsPluginData(experiment=experiment)),
            hparams("_hparams_/session_start_info", plugin_data_pb2.HParamsPluginData(session_start_info=start)),
        ]
    status = {"success": api_pb2.STATUS_SUCCESS, "failure": api_pb2.STATUS_FAILURE}[value["status"]]
    end = plugin_data_pb2.SessionEndInfo(status=status)
    return [hparams("_hparams_/session_end_info", plugin_data_pb2.HParamsPluginData(session_end_info=end))]


def hparams(tag, data):
    plugin = summary_pb2.SummaryMetadata.PluginData(
        plugin_name="hparams", content=data.SerializeToString(deterministic=True)
    )
    return summary_pb2.Summary.Value(tag=tag, metadata=summary_pb2.SummaryMetadata(plugin_data=plugin))


def record(event):
    proto = event_pb2.Event(wall_time=event["wallTime"], step=event.get("step", 0))
    if event.get("mark") == "version":
        proto.file_version = "brain.Event:2"
    elif event.get("mark") == "restart":
        proto.session_log.status = event_pb2.SessionLog.START
    else:
        proto.summary.CopyFrom(
            summary_pb2.Summary(value=[v for value in event["values"] for v in values_of(value)])
        )
    out = io.BytesIO()
    RecordWriter(out).write(proto.SerializeToString(deterministic=True))
    return base64.b64encode(out.getvalue()).decode()


picture = base64.b64encode(png(3, 2, 2, 3)).decode()
grey = base64.b64encode(png(2, 1, 0, 1)).decode()
events = [
    {"wallTime": 1772373900.25, "mark": "version"},
    {"wallTime": 1772373901, "step": 301, "mark": "restart"},
    {
        "wallTime": 1772373902.5,
        "step": 5_000_000_000,
        "values": [
            {"kind": "scalar", "tag": "step/loss", "value": 0.6931471805599453},
            {"kind": "scalar", "tag": "Überschrift", "value": 0},
        ],
    },
    {
        "wallTime": 1772373903,
        "step": 0,
        "values": [
            {"kind": "image", "tag": "film", "png": picture},
            {"kind": "image", "tag": "grey", "png": grey},
        ],
    },
    {
        "wallTime": 1772373904,
        "step": 7,
        "values": [
            {
                "kind": "histogram",
                "tag": "weights/conv/kernel",
                "histogram": {
                    "min": -1.5, "max": 2.5, "count": 6, "sum": 3.25, "sumOfSquares": 11.5,
                    "limits": [-0.5, 0.5, 1.5, 2.5], "counts": [1, 2, 0, 3],
                },
            }
        ],
    },
    {
        "wallTime": 1772373905,
        "step": 0,
        "values": [
            {
                "kind": "hyperparameters",
                "values": {"augment": "study", "epochs": 6, "lr": 0.001, "patience": 0, "test": False},
                "metrics": ["test/auroc", "validation/auroc"],
            }
        ],
    },
    {"wallTime": 1772373906, "step": 9, "values": [{"kind": "run-end", "status": "success"}]},
]  # fmt: skip

target = Path(__file__).parents[3] / "libs/training/test/fixtures/tensorBoardEvents.json"
cases = [{"event": event, "record": record(event)} for event in events]
target.write_text(json.dumps({"made with": "tensorboard 2.21", "cases": cases}, indent=1) + "\n")
