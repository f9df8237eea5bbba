"""Little memory and a full disk: a clear error, and nothing lost."""

import os
import shutil
import subprocess

from torture_parts.command import JOBS, Result

ALLOWED = {0, 64, 65, 70, 73, 74}


def run(command, short):
    faults, runs = [], 0
    job = JOBS[0]
    code, error = command.train(job, "start", "--epochs", "1")
    model = command.model("start")
    for blocks in [1, 40, 100, 400] if short else [1, 10, 40, 70, 100, 130, 160, 200, 250, 300, 400, 600]:
        shutil.copytree(command.folder / "start", command.folder / "run")
        # A file may not grow beyond so many kilobytes: the error of a full disk, at each place of a save.
        code, error = shell(command, f"ulimit -f {2 * blocks}", "train", "--resume", "--quiet", "--out", "run", "--epochs", "2")
        runs += 1
        if code not in ALLOWED or (code != 0 and not error.startswith("unroll: ")):
            faults.append(f"files of {blocks} kB: {code} {error.strip()}")
        again, error = command.resume("run", "--epochs", "2")
        if again != 0:
            faults.append(f"files of {blocks} kB: the run does not go on: {again} {error.strip()}")
        shutil.rmtree(command.folder / "run")
    for kilobytes in [60_000, 200_000] if short else range(20_000, 400_000, 20_000):
        for arguments in [
            ["train", *job.arguments, "--quiet", "--out", "run", "--hidden", "700", "--batch", "all", "--epochs", "1"],
            ["sample", "start", "--count", "50"],
        ]:
            code, error = shell(command, f"ulimit -v {kilobytes}", *arguments)
            runs += 1
            shutil.rmtree(command.folder / "run", ignore_errors=True)
            # Where the system gives a process no memory for its start, it is not ours to say so.
            if code not in ALLOWED and not starts(command, kilobytes):
                continue
            if code not in ALLOWED:
                faults.append(f"{kilobytes} kB of memory, {arguments[0]}: {code} {error.strip()[:300]}")
    if command.model("start") != model:
        faults.append("the model that was there is another one")
    return Result(f"{runs} runs with small files and little memory", faults)


def shell(command, limit, *arguments):
    done = subprocess.run(
        ["sh", "-c", f'{limit}; exec "$0" "$@"', command.path, *arguments],
        cwd=command.folder, env=dict(os.environ), capture_output=True, text=True, timeout=600,
    )
    return done.returncode, done.stderr


def starts(command, kilobytes):
    """Whether the command comes to life at all with so little memory."""
    return shell(command, f"ulimit -v {kilobytes}", "--version")[0] == 0
