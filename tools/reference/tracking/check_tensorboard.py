"""Asks the real TensorBoard what it shows of event files that our writer made: its web interface for scalars, images,
histograms and the page HPARAMS, and its EventAccumulator for every bit of the histograms.

    npm run build && python tools/reference/tracking/check_tensorboard.py

Needs tensorboard and Node. Exits with 1 when something differs.
"""

import base64
import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from pathlib import Path

import numpy as np
import tensorboard
from tensorboard.backend.event_processing import event_accumulator

from checks import Checks, free_port, stop

STATUSES = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
LIMIT = {kind: 0 for kind in ("scalars", "images", "histograms", "tensors", "compressedHistograms")}
SECONDS_TO_START = 300


class Board:
    """A running TensorBoard."""

    def __init__(self, events: Path, log: Path):
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(events), "--port", str(port)]
        self.process = subprocess.Popen(
            [*command, "--host", "127.0.0.1"], stdout=log.open("w"), stderr=subprocess.STDOUT, start_new_session=True
        )

    def get(self, path: str, **query) -> bytes:
        address = f"{self.address}/data/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read()

    def json(self, path: str, **query):
        return json.loads(self.get(path, **query))

    def hparams(self, path: str, body: dict):
        request = urllib.request.Request(
            f"{self.address}/data/plugin/hparams/{path}",
            json.dumps(body).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def wait(self, runs: set[str]):
        """Until it has read all runs."""
        for _ in range(SECONDS_TO_START):
            try:
                if set(self.json("runs")) == runs and set(self.json("plugin/images/tags")) == runs:
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            time.sleep(1)
        raise SystemExit(f"TensorBoard has not read {runs} after {SECONDS_TO_START} seconds.")


def by_tag(told: list[dict], kind: str) -> dict[str, list[dict]]:
    found = defaultdict(list)
    for value in told:
        if value["kind"] == kind:
            found[value["tag"]].append(value)
    return found


def check_run(checks: Checks, board: Board, run: str, told: list[dict], events: Path):
    scalars = by_tag(told, "scalar")
    checks.same(f"{run}: tags of scalars", set(board.json("plugin/scalars/tags")[run]), set(scalars))
    for tag, values in scalars.items():
        shown = [[step, value] for _, step, value in board.json("plugin/scalars/scalars", run=run, tag=tag)]
        expected = [[value["step"], float(np.float32(value["value"]))] for value in values]
        checks.same(f"{run}: scalar {tag}, {len(expected)} points", shown, expected)

    images = by_tag(told, "image")
    checks.same(f"{run}: tags of images", set(board.json("plugin/images/tags")[run]), set(images))
    for tag, values in images.items():
        shown = board.json("plugin/images/images", run=run, tag=tag, sample=0)
        checks.same(f"{run}: steps of image {tag}", [i["step"] for i in shown], [v["step"] for v in values])
        for image, value in zip(shown, values):
            query = dict(urllib.parse.parse_qsl(image["query"]))
            png = board.get("plugin/images/individualImage", **query)
            checks.same(f"{run}: bytes of image {tag}", png, base64.b64decode(value["png"]))

    read = event_accumulator.EventAccumulator(str(events / run), LIMIT)
    read.Reload()
    histograms = by_tag(told, "histogram")
    checks.same(f"{run}: tags of histograms", set(board.json("plugin/histograms/tags")[run]), set(histograms))
    for tag, values in histograms.items():
        shown = board.json("plugin/histograms/histograms", run=run, tag=tag)
        checks.same(f"{run}: steps of histogram {tag}", [s for _, s, _ in shown], [v["step"] for v in values])
        for (_, _, buckets), stored, value in zip(shown, read.Histograms(tag), values, strict=True):
            known = value["histogram"]
            checks.same(
                f"{run}: shown histogram {tag}, step {value['step']}",
                [buckets[0][0], buckets[-1][1], sum(count for _, _, count in buckets)],
                [known["min"], known["max"], known["count"]],
            )
            h = stored.histogram_value
            checks.same(
                f"{run}: stored histogram {tag}, step {value['step']}",
                [h.min, h.max, h.num, h.sum, h.sum_squares, list(h.bucket_limit), list(h.bucket)],
                [known[key] for key in ("min", "max", "count", "sum", "sumOfSquares", "limits", "counts")],
            )


def check_hparams(checks: Checks, board: Board, known: dict):
    """The page HPARAMS: a row for each run, with settings, figures, and how it ended."""
    # The page asks for this first.
    infos = board.hparams("experiment", {})["hparamInfos"]
    checks.same("hparams: names", {info["name"] for info in infos}, set(known["settings"]))
    columns = [{"metric": {"group": "", "tag": tag}} for tag in known["metrics"]]
    body = {"allowedStatuses": STATUSES, "startIndex": 0, "sliceSize": 100, "colParams": columns}
    groups = board.hparams("session_groups", body)["sessionGroups"]
    rows = {session["name"]: (group["hparams"], session) for group in groups for session in group["sessions"]}
    checks.same("hparams: a row for each run", sorted(rows), sorted(known["told"]))
    for run, (settings, session) in rows.items():
        told = known["told"][run]
        checks.same(f"hparams of {run}", settings, known["settings"])
        status = [value["status"] for value in told if value["kind"] == "run-end"][-1]
        checks.same(f"hparams of {run}: how it ended", session["status"], f"STATUS_{status.upper()}")
        shown = {value["name"]["tag"]: value["value"] for value in session["metricValues"]}
        last = {tag: float(np.float32(by_tag(told, "scalar")[tag][-1]["value"])) for tag in known["metrics"]}
        checks.same(f"hparams of {run}: figures beside them", shown, last)


def main() -> int:
    checks = Checks()
    print(f"tensorboard {tensorboard.__version__}")
    with tempfile.TemporaryDirectory(prefix="pneumo-tensorboard-") as name:
        folder = Path(name)
        events = folder / "events"
        subprocess.run(["node", str(Path(__file__).with_name("writeEvents.mjs")), name], check=True)
        known = json.loads((folder / "told.json").read_text())
        board = Board(events, folder / "tensorboard.log")
        try:
            board.wait(set(known["told"]))
            for run, told in known["told"].items():
                check_run(checks, board, run, told, events)
            check_hparams(checks, board, known)
        finally:
            stop(board.process)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
