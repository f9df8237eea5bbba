"""The same bits while other programs take the processors."""

import os
import subprocess
import sys

from torture_parts.command import JOBS, Result


def run(command, short):
    job = JOBS[0]
    # Processor minutes of training under load: about 24, which take hours; a few seconds in short.
    epochs = "3" if short else "23000"
    patience = 8 * 3600
    code, error = command.train(job, "alone", "--epochs", epochs, timeout=patience)
    if code != 0:
        return Result("the run alone fails", [f"{code} {error}"])
    busy = "while True: pass"
    others = [subprocess.Popen([sys.executable, "-c", busy]) for _ in range(3 * (os.cpu_count() or 1))]
    try:
        code, error = command.train(job, "loaded", "--epochs", epochs, "--save-every", "0.1s", timeout=patience)
    finally:
        for other in others:
            other.kill()
            other.wait()
    faults = []
    if code != 0:
        faults.append(f"{code} {error}")
    elif command.model("loaded") != command.model("alone"):
        faults.append("the model is another one")
    return Result(f"{epochs} epochs alone and beside {len(others)} busy programs", faults)
