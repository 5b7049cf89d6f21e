"""Lets our queue tell a real server of MLflow of a run, and asks MLflow's own client what the server has.

    npm run build && python tools/reference/tracking/check_mlflow.py

The server is stopped in between, made to hang, started with a fresh store, and cleaned by `mlflow gc`; the queue's
process is killed while it waits. Needs mlflow and Node. Exits with 1 when something differs.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

# No word to anybody outside.
os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")

import mlflow
from mlflow.tracking import MlflowClient

from checks import Checks, free_port, stop

SECONDS_TO_START = 300
ENOUGH = 60_000
EXPERIMENT = "pneumo check ä"
TAGS = {"mlflow.source.name": "pneumo", "pneumo.engine": "onnx, 2 threads: ä"}
# More than one request takes, an empty one, and one that is longer than the server takes.
PARAMS = {**{f"p{i}": f"{i}" for i in range(130)}, "empty": "", "long": "x" * 7000}
LOSSES = {step: 1 / step for step in range(1, 1201)}


class Server:
    """`mlflow server` on one port, with a store that can be changed."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self.store = ""
        self.process: subprocess.Popen | None = None

    def start(self, store: str):
        self.store = store
        places = [f"--backend-store-uri={self.database}", f"--artifacts-destination={self.artifacts}"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mlflow", "server", *places, "--host=127.0.0.1", f"--port={self.port}", "--workers=1"],
            stdout=(self.folder / "server.log").open("a"),
            stderr=subprocess.STDOUT,
            env={**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
            start_new_session=True,
        )
        for _ in range(SECONDS_TO_START):
            try:
                with urllib.request.urlopen(f"{self.uri}/health", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(1)
        raise SystemExit(f"mlflow server does not answer after {SECONDS_TO_START} seconds; see {self.folder}.")

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / self.store}.db"

    @property
    def artifacts(self) -> str:
        return str(self.folder / f"{self.store}-artifacts")

    def signal(self, what: signal.Signals):
        os.killpg(self.process.pid, what)

    def stop(self):
        if self.process is not None:
            stop(self.process)
        self.process = None

    def collect_garbage(self):
        command = ["gc", f"--backend-store-uri={self.database}", f"--artifacts-destination={self.artifacts}"]
        subprocess.run(
            [sys.executable, "-m", "mlflow", *command],
            check=True,
            env={**os.environ, "MLFLOW_TRACKING_URI": self.uri},
        )


class Queue:
    """A process with our queue."""

    def __init__(self, folder: Path, uri: str):
        script = Path(__file__).with_name("queueSteps.mjs")
        self.process = subprocess.Popen(
            ["node", str(script), str(folder), uri], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def step(self, **what) -> dict:
        self.process.stdin.write(f"{json.dumps(what)}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def metric(self, key: str, step: int, value: float):
        metric = {"key": key, "step": step, "value": value, "timestamp": 1_772_373_900_000 + step}
        self.step(log={"kind": "metrics", "metrics": [metric]})

    def kill(self):
        self.process.kill()
        self.process.wait()


def check_server(checks: Checks, when: str, server: Server, epochs: dict[int, float], status: str, report: str):
    """Everything that one run must have; once each."""
    client = MlflowClient(server.uri)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    runs = client.search_runs([experiment.experiment_id])
    checks.same(f"{when}: runs", len(runs), 1)
    run = runs[0]
    id = run.info.run_id
    checks.same(f"{when}: name", run.info.run_name, "first run")
    checks.same(f"{when}: start", run.info.start_time, 1_772_373_900_000)
    checks.same(f"{when}: status", run.info.status, status)
    checks.same(f"{when}: tags", {key: run.data.tags.get(key) for key in TAGS}, TAGS)
    checks.same(f"{when}: params", run.data.params, {**PARAMS, "long": "x" * 6000})
    for key, values in (("step/loss", LOSSES), ("epoch/valAuroc", epochs)):
        points = client.get_metric_history(id, key)
        checks.same(f"{when}: {key}", [(p.step, p.value) for p in points], list(values.items()))
        checks.same(f"{when}: times of {key}", [p.timestamp - p.step for p in points], [1_772_373_900_000] * len(values))
    checks.same(f"{when}: files", [file.path for file in client.list_artifacts(id)], ["report.html", "übersicht 1"])
    path = client.download_artifacts(id, "report.html", tempfile.mkdtemp(dir=server.folder))
    checks.same(f"{when}: report", Path(path).read_text(), report)
    return id


def main() -> int:
    checks = Checks()
    print(f"mlflow {mlflow.__version__}")
    with tempfile.TemporaryDirectory(prefix="pneumo-mlflow-") as name:
        folder = Path(name)
        server = Server(folder)
        queue = Queue(folder / "run", server.uri)
        try:
            check_all(checks, folder, server, queue)
        finally:
            queue.kill()
            server.stop()
    return checks.end()


def check_all(checks: Checks, folder: Path, server: Server, queue: Queue):
    report = "<p>fine, ä</p>"
    epochs = {}

    def epoch(step: int):
        epochs[step] = 0.9 + step / 10_000
        queue.metric("epoch/valAuroc", step, epochs[step])

    def told(when: str, status="RUNNING"):
        checks.same(f"{when}: all is sent", queue.step(flush=ENOUGH), {"sent": True, "waiting": 0, "problems": []})
        print(f"{when} ...", flush=True)
        return check_server(checks, when, server, epochs, status, report)

    server.start("first")
    queue.step(log={"kind": "start", "time": 1_772_373_900_000, "tags": TAGS})
    queue.step(log={"kind": "params", "params": PARAMS})
    for step, loss in LOSSES.items():
        queue.metric("step/loss", step, loss)
    epoch(600)
    (folder / "report.html").write_text(report)
    for file in ("report.html", "übersicht 1/report 100 %.html"):
        queue.step(log={"kind": "artifact", "name": file, "path": str(folder / "report.html")})
    first = told("a run")

    server.stop()
    epoch(601)
    answer = queue.step(flush=ENOUGH)
    checks.same("server stopped: waits", (answer["sent"], answer["waiting"]), (False, 1))
    checks.same("server stopped: says why", "ECONNREFUSED" in "".join(answer["problems"]), True)
    server.start("first")
    checks.same("server back: the same run", told("server back"), first)

    server.signal(signal.SIGSTOP)
    epoch(602)
    answer = queue.step(flush=500)
    checks.same("server hangs: waits", answer, {"sent": False, "waiting": 1, "problems": []})
    server.signal(signal.SIGCONT)
    checks.same("server goes on: the same run", told("server goes on"), first)

    server.stop()
    epoch(603)
    queue.step(flush=ENOUGH)
    queue.kill()
    queue.__init__(folder / "run", server.uri)
    server.start("first")
    checks.same("queue killed while it waits: the same run", told("queue killed while it waits"), first)

    server.stop()
    server.start("second")
    epoch(604)
    second = told("fresh store")
    checks.same("fresh store: another run", second != first, True)

    MlflowClient(server.uri).delete_run(second)
    server.collect_garbage()
    queue.step(log={"kind": "status", "status": "FINISHED", "time": 1_772_373_999_000})
    third = told("after mlflow gc", "FINISHED")
    checks.same("after mlflow gc: another run", third != second, True)


if __name__ == "__main__":
    sys.exit(main())
