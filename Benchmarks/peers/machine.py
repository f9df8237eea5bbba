"""Where and with what the figures were measured."""

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path


def machine() -> dict:
    model = platform.processor() or platform.machine()
    flags: set[str] = set()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                model = value.strip()
            if key.strip() == "flags":
                flags = set(value.split())
    except OSError:
        pass  # Not Linux.
    available = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count())
    return {
        "processor": model,
        "instructions": [flag for flag in ["avx2", "fma", "avx512f"] if flag in flags],
        "processors": len(available),
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions(unroll: Path) -> dict:
    result = {
        "unroll": first_line([str(unroll), "--version"]),
        "commit": first_line(
            ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]),
        "swift": first_line(["swift", "--version"]),
        "python": platform.python_version(),
    }
    for package in ["torch", "jax", "jaxlib", "numpy"]:
        try:
            result[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {name: version for name, version in result.items() if version}


def first_line(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return None
    lines = done.stdout.strip().splitlines()
    return lines[0] if done.returncode == 0 and lines else None
