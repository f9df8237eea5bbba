"""Runs that are killed at random moments and go on end with the model of an unbroken run."""

import random
import shutil
import signal
import time

from torture_parts.command import JOBS, Result


def run(command, short):
    wanted = 12 if short else 300
    kills, rounds, faults = 0, 0, []
    expected, seconds = {}, {}
    for job in JOBS:
        began = time.monotonic()
        code, error = command.train(job, f"whole-{job.name}")
        seconds[job.name] = time.monotonic() - began
        if code != 0:
            return Result("an unbroken run fails", [f"{job.name}: {code} {error}"])
        expected[job.name] = command.model(f"whole-{job.name}")
    while kills < wanted and len(faults) < 20:
        job = JOBS[rounds % len(JOBS)]
        folder = f"broken-{rounds}"
        rounds += 1
        arguments = ["train", *job.arguments]
        for _ in range(random.randint(1, 12)):
            threads = str(random.choice([1, 2, 3]))
            every = random.choice(["0s", "0s", "0.05s", "1s"])
            process = command.start(
                *arguments, "--quiet", "--out", folder, "--threads", threads, "--save-every", every
            )
            time.sleep(random.uniform(0, 0.7 * seconds[job.name]))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += process.returncode == -signal.SIGKILL
            # Killed before its first checkpoint a run has nothing to go on from, and starts anew.
            if any((command.folder / folder).glob("[lp]*.safetensors")):
                arguments = ["train", "--resume"]
        code, error = command.run(*arguments, "--quiet", "--out", folder)
        if code != 0:
            faults.append(f"{job.name}: the run does not go on: {code} {error.strip()}")
        elif command.model(folder) != expected[job.name]:
            faults.append(f"{job.name}: the model is another one than the unbroken run's")
        elif left := [path.name for path in (command.folder / folder).glob(".*")]:
            faults.append(f"{job.name}: killed runs have left {left}")
        shutil.rmtree(command.folder / folder)
    return Result(f"{kills} kills in {rounds} runs", faults)
