"""Every call of a save that fails, in turn: once, and from then on."""

import errno
import shutil

from torture_parts import shim
from torture_parts.command import CANNOT_CREATE, DONE, JOBS, WRITING_FAILED, Result

ERRORS = [errno.EIO, errno.ENOSPC, errno.EINTR, "short"]


def run(command, short):
    library = shim.build(command.folder)
    if library is None:
        return Result("no C compiler or no Linux: left out")
    job = JOBS[2]
    # A run with a checkpoint, which the torture then lets end: this is what must never be lost.
    command.train(job, "start", "--epochs", "2")
    code, error = command.train(job, "whole", "--epochs", "2")
    command.resume("whole", "--epochs", "3")
    expected = command.model("whole"), command.losses("whole")
    counted = command.folder / "count"

    def go_on(folder, **variables):
        environment = {"LD_PRELOAD": library, "FAULT_FOLDER": folder, "FAULT_COUNT": str(counted)}
        environment.update({name: str(value) for name, value in variables.items()})
        return command.resume(folder, "--epochs", "3", "--save-every", "1h", environment=environment)

    shutil.copytree(command.folder / "start", command.folder / "counted")
    code, error = go_on("counted")
    if code != 0 or (command.model("counted"), command.losses("counted")) != expected:
        return Result("the run without a fault fails", [f"{code} {error}"])
    calls = int(counted.read_text())
    faults, runs = [], 0
    for at in range(1, calls + 1, 5 if short else 1):
        for fault in ERRORS if not short else [ERRORS[at % 4]]:
            for forever in [False, True]:
                shutil.copytree(command.folder / "start", command.folder / "run")
                variables = {"FAULT_AT": at, "FAULT_ERROR": fault}
                if forever:
                    variables["FAULT_FOREVER"] = 1
                # A call that is interrupted for ever would be repeated for ever, by anybody.
                if not (fault == errno.EINTR and forever):
                    name = f"call {at} of {calls}, {fault}{' for ever' if forever else ''}"
                    runs += 1
                    faults += check(command, name, *go_on("run", **variables), fault, expected)
                shutil.rmtree(command.folder / "run")
    return Result(f"{runs} runs over {calls} calls", faults)


def check(command, name, code, error, fault, expected):
    """What is wrong after a run with a fault."""
    harmless = fault in ["short", errno.EINTR]
    allowed = [DONE] if harmless else [DONE, CANNOT_CREATE, WRITING_FAILED, 66]
    faults = []
    if code not in allowed:
        faults.append(f"{name}: ends with {code}: {error.strip()}")
    if code not in [DONE, "hangs"] and not error.startswith("unroll: "):
        faults.append(f"{name}: no message, but {error.strip()!r}")
    # Whatever happened: a checkpoint is there, and the run ends where it should.
    again, error = command.resume("run", "--epochs", "3")
    if again != 0:
        faults.append(f"{name}: the run does not go on: {again} {error.strip()}")
    elif command.model("run") != expected[0]:
        faults.append(f"{name}: the model is another one")
    elif command.losses("run") != expected[1]:
        faults.append(f"{name}: the metrics are not those of a run without a fault")
    return faults
