"""The weights and batches that 'unroll bench --export' wrote, for every tool to start from."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

# Where a sequence has ended; PyTorch's cross-entropy leaves such targets out.
NO_TARGET = -100


@dataclass
class Batch:
    """Symbols read and to be predicted, [T, B]; shorter sequences are filled up."""

    inputs: np.ndarray
    targets: np.ndarray
    lengths: np.ndarray

    @property
    def is_even(self) -> bool:
        return bool((self.lengths == len(self.inputs)).all())


@dataclass
class Exported:
    # Under the names and in the shapes of PyTorch: rnn.weight_ih_l0 [G·H, K], output.weight [K, H]...
    weights: dict[str, np.ndarray]
    batches: list[Batch]

    @property
    def symbols(self) -> int:
        return len(self.weights["output.bias"])


def read(folder: Path) -> Exported:
    batches = json.loads((folder / "batches.json").read_text(encoding="utf-8"))
    return Exported(load_file(folder / "model.safetensors"), [fill_up(batch) for batch in batches])


def fill_up(batch: dict) -> Batch:
    lengths = np.array([len(sequence) for sequence in batch["inputs"]])
    inputs = np.zeros((lengths.max(), len(lengths)), np.int64)
    targets = np.full_like(inputs, NO_TARGET)
    for row, length in enumerate(lengths):
        inputs[:length, row] = batch["inputs"][row]
        targets[:length, row] = batch["targets"][row]
    return Batch(inputs, targets, lengths)
