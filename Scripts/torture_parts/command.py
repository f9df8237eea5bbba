"""The command under torture, and what its runs leave behind."""

import hashlib
import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ROOT / "Sources/UnrollCommand/Resources/names.txt"
TEXT = ROOT / "Examples/Text/alice.txt"

# The exit codes of `unroll --help`.
DONE, CANNOT_CREATE, WRITING_FAILED, INTERRUPTED = 0, 73, 74, 75


@dataclass
class Result:
    """What a part has done, and what went wrong."""

    what: str
    faults: list = field(default_factory=list)


@dataclass
class Job:
    """How a run is started."""

    name: str
    arguments: list


# Short runs of different kinds: whole sequences with dropout and an average of the weights, a stream with carried
# states, another cell and optimizer.
JOBS = [
    Job(
        "words",
        [str(NAMES), "--task", "words", "--hidden", "48", "--embedding", "12", "--dropout", "0.2", "--input-dropout", "0.1",
         "--ema", "0.99", "--epochs", "3"],
    ),
    Job(
        "text",
        [str(TEXT), "--task", "text", "--hidden", "32", "--embedding", "12", "--batch", "16", "--epochs", "2"],
    ),
    Job(
        "gru",
        [str(NAMES), "--task", "words", "--cell", "gru", "--hidden", "24", "--optimizer", "momentum", "--swa", "0.3",
         "--accumulate", "2", "--zoneout", "0.1", "--epochs", "3"],
    ),
]


class Command:
    """Runs `unroll` in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        path = os.environ.get("UNROLL")
        if not path:
            show = ["swift", "build", "-c", "release", "--show-bin-path"]
            path = subprocess.run(show, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip() + "/unroll"
        self.path = path
        if not Path(path).exists():
            raise SystemExit(f"there is no {path}: run 'swift build -c release' first")

    def start(self, *arguments, environment=None, **options):
        return subprocess.Popen(
            [self.path, *arguments], cwd=self.folder, env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
        )

    def run(self, *arguments, timeout=600, **options):
        """Runs to the end: the exit code and what stands on standard error."""
        process = self.start(*arguments, **options)
        try:
            _, error = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return "hangs", ""
        return process.returncode, error

    def train(self, job, folder, *options, **more):
        return self.run("train", *job.arguments, "--quiet", "--out", folder, *options, **more)

    def resume(self, folder, *options, **more):
        return self.run("train", "--resume", "--quiet", "--out", folder, *options, **more)

    def sample(self, folder):
        """Lets a model write words: the exit code."""
        return self.run("sample", folder, "--count", "3")[0]

    def model(self, folder):
        """The checksum of a run's best model; nothing if there is none."""
        path = self.folder / folder / "model.safetensors"
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None

    def losses(self, folder):
        """What a run's metrics tell: of each evaluation its epoch and losses, without the times."""
        lines = (self.folder / folder / "metrics.jsonl").read_text().splitlines()
        entries = [json.loads(line) for line in lines]
        return [(entry["event"], entry["epoch"], entry["loss"], entry.get("validationLoss")) for entry in entries]
