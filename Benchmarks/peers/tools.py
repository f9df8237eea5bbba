"""The tools that are compared, each behind the same two questions: prepare, and run for a while."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from .workloads import Workload

TITLES = {"unroll": "Unroll", "pytorch": "PyTorch", "compiled": "torch.compile", "jax": "JAX"}
PEERS = ["pytorch", "compiled", "jax"]


class ToolFailure(Exception):
    """A tool could not do its work; says why."""


class Unroll:
    """Runs 'unroll bench' anew for each round."""

    def __init__(self, command: Path, workload: Workload, threads: int):
        self.command, self.workload, self.threads = command, workload, threads

    def export(self, folder: Path) -> dict:
        """Writes weights and batches for the peers; tells the loss of the first step."""
        return self.bench(["--seconds", "0s", "--export", str(folder)])

    def run(self, seconds: float) -> dict:
        if self.workload.kind == "training":
            answer = self.bench(["--seconds", f"{seconds}s"])
            names = ["fractionOfPeak", "peakGflops", "instructionSet"]
            return {
                "milliseconds": answer["millisecondsPerStep"], "steps": answer["stepsMeasured"],
            } | {name: answer[name] for name in names}
        answer = self.bench(["--sample", "--seconds", f"{seconds}s"])
        return {
            "milliseconds": 1000 / answer["symbolsPerSecond"],
            "steps": answer["symbolsPerRound"] * answer["roundsMeasured"],
        }

    def bench(self, arguments: list[str]) -> dict:
        command = [str(self.command), "bench", "--json", "--threads", str(self.threads)]
        command += self.workload.arguments() + arguments
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            first = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[0]
            raise ToolFailure(f"unroll bench {' '.join(arguments[:1])}: {first}")
        return json.loads(done.stdout)

    def end(self) -> None:
        """Nothing runs between rounds."""


class Peer:
    """A worker process that stays alive, blocked, between rounds; see worker.py."""

    def __init__(self, tool: str, workload: Workload, folder: Path, threads: int):
        self.tool, self.log = tool, folder / f"{tool}.log"
        job = {"tool": tool, "workload": asdict(workload), "folder": str(folder)}
        job["threads"] = threads
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "peers.worker", json.dumps(job)],
                cwd=Path(__file__).parent.parent, env=environment(threads), text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)

    def prepare(self, seconds: float, limit: float) -> dict:
        return self.ask({"do": "prepare", "seconds": seconds, "limit": limit})

    def run(self, seconds: float) -> dict:
        return self.ask({"do": "run", "seconds": seconds})

    def ask(self, command: dict) -> dict:
        try:
            print(json.dumps(command), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            lines = self.log.read_text(errors="replace").strip().splitlines()
            raise ToolFailure(lines[-1] if lines else "the worker ended without a word")
        answer = json.loads(line)
        if "failure" in answer:
            raise ToolFailure(answer["failure"])
        return answer

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def environment(threads: int) -> dict:
    """Threads for OpenMP, and devices for JAX to share rows out among.

    JAX takes as many threads as there are processors to run on: see keep_to_processors.
    """
    return os.environ | {
        "OMP_NUM_THREADS": str(threads),
        "JAX_PLATFORMS": "cpu",
        "XLA_FLAGS": f"--xla_force_host_platform_device_count={threads}",
    }


def keep_to_processors(count: int) -> None:
    """Restricts this process and all that it starts to so many processors, where that can be said."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])
