"""The same bits while other programs take the processors."""

import itertools
import os
import resource
import subprocess
import sys

from torture_parts.command import JOBS, Result

# Each job in so many epochs, about a minute and a half of a processor alone, and in short.
EPOCHS = {"words": (3000, 3), "text": (860, 1), "gru": (5800, 3)}
# All at once, beside programs that only take time: how often they save, and with how many threads.
LOADED = [("0.1s", 1), ("2s", 1), ("0.3s", 2), ("1m", 3), ("5s", 4)]
PATIENCE = 8 * 3600


def run(command, short):
    faults, processes = [], []
    loaded = LOADED[::2] if short else LOADED
    for job in JOBS:
        code, error = command.train(job, job.name, "--epochs", epochs(job, short), "--threads", "1", timeout=PATIENCE)
        if code != 0:
            return Result("a run alone fails", [f"{job.name}: {code} {error}"])
    busy = "while True: pass"
    others = [subprocess.Popen([sys.executable, "-c", busy]) for _ in range(3 * (os.cpu_count() or 1))]
    try:
        for job, (interval, threads) in itertools.product(JOBS, loaded):
            folder = f"{job.name}-{interval}-{threads}"
            options = ["--epochs", epochs(job, short), "--save-every", interval, "--threads", str(threads)]
            processes.append((job, folder, command.start("train", *job.arguments, "--quiet", "--out", folder, *options)))
        before = processor_seconds()
        for job, folder, process in processes:
            _, error = process.communicate(timeout=PATIENCE)
            if process.returncode != 0:
                faults.append(f"{folder}: {process.returncode} {error}")
            elif command.model(folder) != command.model(job.name):
                faults.append(f"{folder}: the model is another one")
        # The busy programs have not ended yet: theirs do not count.
        seconds = processor_seconds() - before
    finally:
        for other in others + [process for *_, process in processes]:
            other.kill()
            other.wait()
    what = f"{len(processes)} runs at once beside {len(others)} busy programs, {seconds:,.0f} processor seconds of training"
    return Result(what, faults)


def epochs(job, short):
    return str(EPOCHS[job.name][1 if short else 0])


def processor_seconds():
    """Of all programs that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
