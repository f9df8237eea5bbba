"""A model file of unroll's in PyTorch, beside what the engine computes from it."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import safetensors
import torch
from safetensors.torch import load_file

from .model import Model, Unsupported, evaluate, module_name

# The bound on every tensor: the norm of the difference by the norm of PyTorch's tensor, and
# the largest difference by the largest element. Float holds it with a factor of about a hundred.
TOLERANCE = 1e-4

REPOSITORY = Path(__file__).resolve().parents[2]


def check(path: Path, vectors: dict | None = None) -> bool:
    """Compares what the engine wrote, or writes now, with what PyTorch computes from the same file."""
    with safetensors.safe_open(path, framework="pt") as file:
        metadata = file.metadata() or {}
    if metadata.get("format") != "unroll":
        sys.exit(f"{path} is not a model that unroll wrote.")
    configuration = json.loads(metadata["configuration"])
    try:
        model = Model(configuration)
    except Unsupported as reason:
        sys.exit(f"{path} cannot be held against PyTorch. {reason}")
    if vectors is None:
        vectors = vectors_of_engine(path)
    if configuration != vectors["configuration"]:
        sys.exit(f"The vectors belong to another model than {path}.")
    tensors = load_file(path)
    if configuration.get("tiesWeights"):
        # One tensor under two names; a file may have it once.
        tensors.setdefault("output.weight", tensors["embedding.weight"])
    try:
        model.load_state_dict(tensors, strict=True)
    except RuntimeError as error:
        sys.exit(f"{path} does not fit its configuration. {error}")
    # The numbers are the file's; Float is judged by Double.
    expected = evaluate(model.double(), configuration, vectors["sequences"])

    def joined(sequences: list[dict], name: str) -> torch.Tensor:
        return torch.cat([double(s[name]) for s in sequences])

    pairs = [
        (name, joined(vectors["sequences"], name), joined(expected["sequences"], name))
        for name in ["states", "outputs"]
    ]
    found, right = vectors["loss"], expected["loss"]
    pairs.append(("loss", double([found["sum"]]), double([right["sum"]])))
    pairs += [
        (f"gradient of {name}", double(vectors["gradients"][name]), gradient)
        for name, gradient in expected["gradients"].items()
    ]
    counts = f"{len(vectors['sequences'])} sequences, {right['count']} predictions"
    print(f"{path}: {module_name(configuration)}, {counts}")
    print(f"{'':32}{'shape':>12}{'of the norm':>14}{'largest':>14}")
    good = found["count"] == right["count"]
    for name, ours, theirs in pairs:
        shape = "×".join(map(str, theirs.shape))
        if ours.shape != theirs.shape:
            print(f"{name:32}{shape:>12}  the engine has {'×'.join(map(str, ours.shape))}")
            good = False
            continue
        # Written so that NaN is a mismatch.
        errors = relative(ours, theirs, torch.linalg.vector_norm), relative(ours, theirs, largest)
        fits = all(error <= TOLERANCE for error in errors)
        good = good and fits
        line = f"{name:32}{shape:>12}{errors[0]:14.1e}{errors[1]:14.1e}"
        print(line if fits else line + "  MISMATCH")
    print(f"tolerance {TOLERANCE}: " + ("all agree" if good else "MISMATCH"))
    return good


def double(numbers) -> torch.Tensor:
    return torch.as_tensor(numbers, dtype=torch.float64)


def largest(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.abs().max()


def relative(found: torch.Tensor, expected: torch.Tensor, norm) -> float:
    """The norm of the difference by that of what is expected; absolute where that is zero."""
    scale = norm(expected).item()
    return norm(found - expected).item() / (scale if scale > 0 else 1)


def vectors_of_engine(model: Path) -> dict:
    """Has the package's own test write down what the engine computes from a model file."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "vectors.json"
        environment = os.environ | {
            "UNROLL_VECTORS_MODEL": str(model.resolve()),
            "UNROLL_VECTORS_FILE": str(target),
        }
        command = ["swift", "test", "--filter", "VectorExport"]
        print("$", *command, file=sys.stderr)
        status = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=sys.stderr)
        if status.returncode != 0 or not target.exists():
            sys.exit("The engine wrote no vectors: see above.")
        return json.loads(target.read_text(encoding="utf-8"))
