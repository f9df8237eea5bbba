"""How fixtures are written: where their numbers come from, and JSON with a row to a line."""

import json
import platform
from pathlib import Path

import numpy
import safetensors
import torch

SEED = 20241


def origin() -> dict:
    """Where numbers come from."""
    return {
        "script": "Scripts/pytorch-check --make",
        "seed": SEED,
        "precision": "float64",
        "python": platform.python_version(),
        "torch": torch.__version__.split("+")[0],
        "numpy": numpy.__version__,
        "safetensors": safetensors.__version__,
    }


def write(path: Path, content: dict) -> None:
    path.write_text(text(content) + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size} bytes")


def text(value, indent: str = "") -> str:
    """JSON with a row of numbers to a line, and as many digits as tell two floats apart."""
    if isinstance(value, torch.Tensor):
        value = value.tolist()
    if isinstance(value, float):
        return repr(float(f"{value:.9g}"))
    if isinstance(value, list) and not any(isinstance(x, (list, dict)) for x in value):
        return "[" + ", ".join(text(x) for x in value) + "]"
    if isinstance(value, (list, dict)) and value:
        inner = indent + " "
        if isinstance(value, dict):
            lines = [f"{inner}{json.dumps(key)}: {text(x, inner)}" for key, x in value.items()]
        else:
            lines = [inner + text(x, inner) for x in value]
        brackets = "{}" if isinstance(value, dict) else "[]"
        return brackets[0] + "\n" + ",\n".join(lines) + "\n" + indent + brackets[1]
    return json.dumps(value)


def write_compact(path: Path, content: dict) -> None:
    """Writes short values and arrays of numbers on a line, and every digit of a number."""
    path.write_text(compact(content) + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size} bytes")


def compact(value, room: int = 100) -> str:
    line = one_line(value)
    if isinstance(value, torch.Tensor):
        value = value.tolist()
    parts = value.values() if isinstance(value, dict) else value
    if len(line) <= room or not any(isinstance(x, (list, dict, torch.Tensor)) for x in parts):
        return line
    if isinstance(value, dict):
        lines = [f"{json.dumps(key)}:{compact(x, room)}" for key, x in value.items()]
        return "{\n" + ",\n".join(lines) + "}"
    return "[\n" + ",\n".join(compact(x, room) for x in value) + "]"


def one_line(value) -> str:
    if isinstance(value, torch.Tensor):
        value = value.tolist()
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{one_line(x)}" for k, x in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(one_line, value)) + "]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return str(int(value))
    return json.dumps(value, allow_nan=False)
