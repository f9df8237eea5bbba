"""A loss of power at every moment: what was not brought to the disk is lost, or reaches it in another order.

The calls of a run with several savings are written down. For each prefix of them the folder is put together as a disk
might hold it: files have what was written before their last fsync, and of what was written since then all, nothing, the
first half, or zeros; names have changed up to the last fsync of the folder, and of the later changes any part. A
run must go on from each of these folders.

A folder that a run has made must be on the disk itself before anything in it counts as saved.
"""

import errno
import random
import shutil
from dataclasses import dataclass, field

from torture_parts import shim
from torture_parts.command import JOBS, NAMES, WRITING_FAILED, Result

EPOCHS = "5"


@dataclass
class Record:
    call: str
    path: str
    other: str
    data: bytes


@dataclass
class File:
    synced: bytes = b""
    written: bytes = b""


@dataclass
class Disk:
    """Names and files as the system sees them, and what of it is on the disk for sure."""

    names: dict = field(default_factory=dict)
    synced_names: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)

    def apply(self, record, folder):
        name = record.path.removeprefix(folder + "/")
        match record.call:
            case "create":
                if name not in self.names:
                    self.change(("link", name, File()))
            case "write":
                self.names[name].written += record.data
            case "fsync" if record.path == folder:
                self.synced_names, self.changes = dict(self.names), []
            case "fsync":
                file = self.names[name]
                file.synced = file.written
                # A file that is on the disk has its name there, too (ext4, xfs, btrfs, apfs).
                self.synced_names[name] = file
                self.changes = [change for change in self.changes if change[:2] != ("link", name)]
            case "rename":
                self.change(("rename", name, record.other.removeprefix(folder + "/")))
            case "unlink":
                self.change(("unlink", name, None))

    def change(self, change):
        change_names(self.names, change)
        self.changes.append(change)

    def states(self, count):
        """Folders that may be found after the power was lost now."""
        chosen = [set(range(length)) for length in range(len(self.changes) + 1)]
        chosen += [
            {index for index in range(len(self.changes)) if random.random() < 0.5} for _ in range(count)
        ]
        seen = set()
        for subset in chosen:
            for fate in ["all", "none", "half", "zeros"]:
                names = dict(self.synced_names)
                for index, change in enumerate(self.changes):
                    if index in subset:
                        change_names(names, change)
                state = {name: surviving(file, fate) for name, file in names.items()}
                key = tuple(sorted((name, hash(data)) for name, data in state.items()))
                if key not in seen:
                    seen.add(key)
                    yield state


def change_names(names, change):
    kind, name, other = change
    if kind == "link":
        names[name] = other
    elif kind == "rename" and name in names:
        names[other] = names.pop(name)
    elif kind == "unlink":
        names.pop(name, None)


def surviving(file, fate):
    """What is left of a file's bytes."""
    new = file.written[len(file.synced):]
    match fate:
        case "all":
            return file.written
        case "none":
            return file.synced
        case "half":
            return file.synced + new[: len(new) // 2]
        case "zeros":
            return file.synced + bytes(len(new))


def records(path):
    data = path.read_bytes()
    place = 0
    while place < len(data):
        end = data.index(b"\n", place)
        call, name, other, size = data[place:end].decode().split("\t")
        place = end + 1 + int(size)
        yield Record(call, name, other, data[end + 1 : place])


def run(command, short):
    library = shim.build(command.folder)
    if library is None:
        return Result("no C compiler or no Linux: left out")
    job = JOBS[2]
    code, error = command.train(job, "start", "--epochs", "1")
    folder = command.folder / "run"
    shutil.copytree(command.folder / "start", folder)
    log = command.folder / "log"
    environment = {"LD_PRELOAD": library, "FAULT_FOLDER": "run", "FAULT_LOG": str(log)}
    code, error = command.resume(
        "run", "--epochs", EPOCHS, "--save-every", "0.1s" if short else "0s", environment=environment
    )
    expected = command.model("run"), command.losses("run")
    if code != 0:
        return Result("the run that is written down fails", [f"{code} {error}"])
    disk = Disk()
    for path in (command.folder / "start").iterdir():
        data = path.read_bytes()
        disk.names[path.name] = disk.synced_names[path.name] = File(data, data)
    calls = list(records(log))
    # Some ten savings show all that there is to see; later ones are alike.
    calls = calls[: 30 if short else 200]
    states, faults = 0, []
    for number, record in enumerate(calls):
        disk.apply(record, "run")
        for state in disk.states(1 if short else 4):
            states += 1
            fault = check(command, state, expected)
            if fault:
                faults.append(f"after call {number + 1} ({record.call} {record.path}): {fault}: {sizes(state)}")
    return Result(f"{states} states after {len(calls)} calls", unsaved_folders(command, library) + faults)


def unsaved_folders(command, library):
    """What is wrong with how a run makes its folder, named by its user or not."""
    faults = []
    for folder, arguments in [("new", ["--out", "new"]), ("names-model", [])]:
        log = command.folder / "log-of-folder"
        environment = {
            "LD_PRELOAD": library, "FAULT_FOLDER": folder, "FAULT_PARENT": ".", "FAULT_LOG": str(log),
        }
        options = ["--task", "words", "--hidden", "8", "--epochs", "1", "--quiet"]
        code, error = command.run("train", str(NAMES), *options, *arguments, environment=environment)
        calls = [(record.call, record.path) for record in records(log)]
        if code != 0 or ("mkdir", folder) not in calls or ("fsync", folder) not in calls:
            faults.append(f"{folder}: the run fails or saves nothing: {code} {error.strip()}")
        elif ("fsync", ".") not in calls[calls.index(("mkdir", folder)) : calls.index(("fsync", folder))]:
            faults.append(f"{folder}: files are saved in a folder that is not on the disk yet")
        # The folder cannot be made, its parent not opened, its name not be brought to the disk.
        for at in [1, 2, 3]:
            shutil.rmtree(command.folder / folder, ignore_errors=True)
            environment |= {"FAULT_AT": str(at), "FAULT_ERROR": str(errno.EIO)}
            code, error = command.run("train", str(NAMES), *options, *arguments, environment=environment)
            if code != WRITING_FAILED or not error.startswith("unroll: "):
                faults.append(f"{folder}: call {at} on it fails, and the run ends with {code} {error.strip()}")
    return faults


def sizes(state):
    return ", ".join(f"{name} {len(data)}" for name, data in sorted(state.items()))


def check(command, state, expected):
    """What is wrong with a folder; None for nothing."""
    folder = command.folder / "found"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    for name, data in state.items():
        (folder / name).write_bytes(data)
    code, error = command.resume("found", "--epochs", EPOCHS, "--save-every", "1h")
    if code != 0:
        return f"the run does not go on: {code} {error.strip()}"
    if command.model("found") != expected[0]:
        return "the model is another one"
    if command.losses("found") != expected[1]:
        return "the metrics are not those of a run that was not broken"
    return None
