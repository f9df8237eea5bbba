"""A process that runs one tool on one workload and rests between rounds.

It reads commands from standard input and answers on standard output, one JSON object a line:

    {"do": "prepare", "seconds": s, "limit": s}
        -> {"variants": [{"name", "losses", "preparation", "milliseconds"}], "chosen"}
    {"do": "run", "seconds": s}
        -> {"milliseconds", "steps", "restingShare"}

A tool may know several ways to do the work; all of them are prepared and checked, the fastest runs.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from . import exported
from .workloads import Workload

# Steps whose losses are compared: the first, and three more after updates by Adam.
COMPARED_STEPS = 4
# Symbols that are drawn at once in 'sampling'; the time of one is what counts.
SAMPLED_SYMBOLS = 200


class Runner(Protocol):
    """One way to do a workload's steps."""

    def restart(self) -> None:
        """Goes back to the exported weights, to an optimizer without a past and to the first batch."""

    def step(self) -> None:
        """Does a step, to its end."""

    # How many symbols a step generates; 1 in training.
    symbols_per_step: int

    def losses(self, count: int) -> list[float]:
        """The losses of the first steps."""


@dataclass
class Variant:
    name: str
    prepare: Callable[[], Runner]


def variants(tool: str, workload: Workload, folder: Path, threads: int) -> list[Variant]:
    data = exported.read(folder)
    if tool == "jax":
        from . import jax_sampling, jax_training

        module = jax_training if workload.kind == "training" else jax_sampling
        return module.variants(workload, data)
    from . import torch_sampling, torch_training

    module = torch_training if workload.kind == "training" else torch_sampling
    return module.variants(workload, data, threads, compiled=tool == "compiled")


def measure(runner: Runner, seconds: float) -> dict:
    """Median and lower quartile of steps of so many seconds, after a few that do not count."""
    runner.restart()
    begin = time.perf_counter()
    times = []
    unmeasured = min(0.2, 0.2 * seconds)
    while True:
        start = time.perf_counter()
        runner.step()
        end = time.perf_counter()
        if start - begin >= unmeasured:
            times.append(end - start)
        if end - begin >= unmeasured + seconds and times:
            break
    times.sort()
    median, quartile = (
        1000 * times[round((len(times) - 1) * share)] / runner.symbols_per_step
        for share in [0.5, 0.25])
    return {"milliseconds": median, "lowerQuartile": quartile, "steps": len(times)}


def prepare(candidates: list[Variant], seconds: float, limit: float) -> tuple[Runner, dict]:
    """Compiles and checks all variants, none for longer than 'limit' seconds, and takes the best."""
    best, rows = None, []
    for candidate in candidates:
        begin = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            runner = candidate.prepare()
            losses = runner.losses(COMPARED_STEPS)
        except Exception as error:  # A compiler gives up in many ways.
            rows.append({"name": candidate.name, "failure": first_line(error)})
            continue
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        row = {"name": candidate.name, "losses": losses}
        row["preparation"] = round(time.perf_counter() - begin, 1)
        # Disturbances lengthen steps: the quartile finds the best variant on a busy machine, too.
        row["milliseconds"] = measure(runner, seconds)["lowerQuartile"]
        rows.append(row)
        if best is None or row["milliseconds"] < best[1]["milliseconds"]:
            best = (runner, row)
    if best is None:
        raise RuntimeError("; ".join(f"{row['name']}: {row['failure']}" for row in rows))
    return best[0], {"variants": rows, "chosen": best[1]["name"]}


def first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def too_long(_signal, _frame) -> None:
    raise TimeoutError("not ready in the time allowed")


def serve(candidates: list[Variant], answer: Callable[[dict], None]) -> None:
    runner, rest = None, None
    for line in sys.stdin:
        command = json.loads(line)
        # Threads that spin while others are measured would spoil the others' figures.
        resting_share = 0.0
        if rest is not None:
            waited = time.perf_counter() - rest[0]
            resting_share = (time.process_time() - rest[1]) / max(waited, 1e-9)
        try:
            if command["do"] == "prepare":
                runner, reply = prepare(candidates, command["seconds"], command["limit"])
            else:
                reply = measure(runner, command["seconds"]) | {"restingShare": resting_share}
        except Exception as error:
            reply = {"failure": first_line(error)}
        rest = (time.perf_counter(), time.process_time())
        answer(reply)


def main() -> None:
    # Answers go to the place of standard output; whatever else is printed goes beside the errors.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(reply: dict) -> None:
        print(json.dumps(reply), file=answers, flush=True)

    signal.signal(signal.SIGALRM, too_long)
    job = json.loads(sys.argv[1])
    try:
        candidates = variants(
            job["tool"], Workload(**job["workload"]), Path(job["folder"]), job["threads"])
    except ImportError as error:
        answer({"failure": f"{error}. pip install -r Benchmarks/peers/requirements.txt"})
        return
    serve(candidates, answer)


if __name__ == "__main__":
    main()
