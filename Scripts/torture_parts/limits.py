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
    found, mounted, full = full_disks(command, short)
    faults += found
    runs += mounted
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
    disks = f"{mounted} on small disks, {full} of which ran full" if mounted else "no disk could be mounted"
    return Result(f"{runs} runs with small files and little memory; {disks}", faults)


def full_disks(command, short):
    """A disk that runs full in the middle of a run, which then goes on where there is room: faults, runs, and how many ran full."""
    faults, runs, full = [], 0, 0
    job = JOBS[0]
    start = command.folder / "start"
    size = sum(path.stat().st_size for path in start.iterdir()) // 1024
    disk = command.folder / "disk"
    disk.mkdir()
    for spare in [40, 400] if short else [16, 28, 40, 80, 120, 160, 200, 300, 400, 600, 800]:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size + spare}k", "tmpfs", str(disk)]
        if subprocess.run(mount, capture_output=True).returncode != 0:
            # Only root may, and not everywhere.
            break
        try:
            shutil.copytree(start, disk / "run")
            code, error = command.resume("disk/run", "--epochs", "2", "--save-every", "0s")
            runs += 1
            full += code == 74
            if code not in {0, 73, 74} or (code != 0 and "unroll: " not in error):
                faults.append(f"{spare} kB left: {code} {error.strip()}")
            shutil.copytree(disk / "run", command.folder / "saved")
            left = sorted(path.name for path in (disk / "run").iterdir() if path.name.endswith(".tmp"))
            if left:
                faults.append(f"{spare} kB left: {left} stay behind")
            again, error = command.resume("saved", "--epochs", "2")
            if again != 0:
                faults.append(f"{spare} kB left: the run does not go on: {again} {error.strip()}")
            if command.sample("disk/run") != 0:
                faults.append(f"{spare} kB left: its model does not write")
            shutil.rmtree(command.folder / "saved")
        except shutil.Error as error:
            faults.append(f"{spare} kB left: {error}")
        finally:
            subprocess.run(["umount", str(disk)], check=False)
    if runs and not full:
        faults.append("no disk ran full: this tests nothing")
    return faults, runs, full


def shell(command, limit, *arguments):
    done = subprocess.run(
        ["sh", "-c", f'{limit}; exec "$0" "$@"', command.path, *arguments],
        cwd=command.folder, env=dict(os.environ), capture_output=True, text=True, timeout=600,
    )
    return done.returncode, done.stderr


def starts(command, kilobytes):
    """Whether the command comes to life at all with so little memory."""
    return shell(command, f"ulimit -v {kilobytes}", "--version")[0] == 0
