"""Fixtures of nn.RNN in one layer; two of them with a model file."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from .model import Model, evaluate, width
from .writing import SEED, origin, write


def port(kind: str, size: int) -> dict:
    return {kind: {"count" if kind == "symbols" else "size": size}}


# Sizes are all different. The first two are word models and get a model file too; the last is wider
# than a panel of the packed weights, with more rows than a block of the product.
MODELS = {
    "words-tanh": ("tanh", port("symbols", 7), 5, port("symbols", 7), [4, 1, 6, 4, 2]),
    "words-relu": ("relu", port("symbols", 3), 9, port("symbols", 3), [5, 2, 7]),
    "values-tanh": ("tanh", port("values", 3), 4, port("values", 2), [3, 6, 1, 5]),
    "values-symbols-relu": ("relu", port("values", 3), 8, port("symbols", 5), [2, 7, 4]),
    "symbols-values-tanh": ("tanh", port("symbols", 6), 3, port("values", 4), [5, 1, 3]),
    "wide-tanh": ("tanh", port("symbols", 17), 21, port("symbols", 17), [3, 5, 2, 9, 3, 1, 4, 2]),
}


def make_simple_fixtures(folder: Path) -> None:
    for index, (name, parts) in enumerate(MODELS.items()):
        write(folder / f"{name}.json", make_model(folder / f"{name}.safetensors", index, *parts))


def make_model(
    path: Path, index: int, activation: str, inputs: dict, hidden: int, outputs: dict,
    lengths: list[int],
) -> dict:
    """A model of PyTorch's own initial weights, scaled up, and what it computes."""
    torch.manual_seed(SEED + index)
    configuration = {
        "cell": "rnn", "layers": 1, "hiddenSize": hidden, "activation": activation,
        "input": inputs, "output": outputs,
    }
    model = Model(configuration)
    with torch.no_grad():
        for tensor in model.parameters():
            # Four decimals: exact in the JSON file. Both biases are drawn, and neither is zero.
            tensor.copy_((1.5 * tensor * 1e4).round() / 1e4)

    def track(kind: dict, length: int) -> list:
        size = width(kind)
        if "symbols" in kind:
            return torch.randint(size, (length,)).tolist()
        return [[round(x, 3) for x in row] for row in torch.randn(length, size).tolist()]

    sequences = [{"inputs": track(inputs, n), "targets": track(outputs, n)} for n in lengths]
    if path.stem.startswith("words"):
        alphabet = [""] + [chr(ord("a") + k) for k in range(width(inputs) - 1)]
        metadata = {
            "format": "unroll", "version": "1", "task": "words", "unit": "character",
            "configuration": json.dumps(configuration), "alphabet": json.dumps(alphabet),
        }
        save_file(model.state_dict(), path, metadata=metadata)
    parameters = {name: tensor.detach().clone() for name, tensor in model.named_parameters()}
    results = evaluate(model.double(), configuration, sequences)
    sequences = [s | result for s, result in zip(sequences, results.pop("sequences"))]
    return {
        "origin": origin(), "configuration": configuration, "parameters": parameters,
        "sequences": sequences, **results,
    }
