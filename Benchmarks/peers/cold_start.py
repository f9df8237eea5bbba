"""What it takes to start: one made-up name from a model file, against importing a library alone."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

# The largest memory that the kernel reports of a process includes that of whoever started it, at
# that moment: a small process of its own has to start the ones that are measured.
STARTER = """
import json, os, sys, time
begin = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ,
    file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - begin
kibibytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, kibibytes / 1024]))
"""


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds and mebibytes of a command, from its start to its end."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", STARTER, *command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    code, seconds, mebibytes = json.loads(done.stdout)
    if code != 0:
        raise RuntimeError(f"{' '.join(command)}: exit code {code}: {done.stderr.strip()}")
    return seconds, mebibytes


def cold_start(unroll: Path, words: str, folder: Path, tools: list[str], rounds: int) -> list[dict]:
    model = folder / "cold-model"
    subprocess.run(
        [unroll, "train", words, "--epochs", "0", "--quiet", "--out", model],
        check=True, capture_output=True)
    commands = {"unroll": ["unroll sample MODEL --count 1", str(unroll), "sample", str(model)]}
    commands["unroll"] += ["--count", "1"]
    for name, module in [("pytorch", "torch"), ("jax", "jax")]:
        commands[name] = [f"python -c 'import {module}'", sys.executable, "-c", f"import {module}"]
    chosen = {name: command for name, command in commands.items() if name in tools}
    measured = {name: [] for name in chosen}
    # The first time fills the page cache and does not count.
    for number in range(rounds + 1):
        for name, (_, *command) in chosen.items():
            figures = measure(command)
            if number > 0:
                measured[name].append(figures)
    return [
        {
            "tool": name, "command": chosen[name][0],
            "seconds": statistics.median(seconds for seconds, _ in figures),
            "mebibytes": max(mebibytes for _, mebibytes in figures),
        }
        for name, figures in measured.items()
        if figures
    ]
