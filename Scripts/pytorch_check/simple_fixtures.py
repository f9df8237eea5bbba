"""Fixtures of PyTorch's modules under the names of their tensors, some with a model file."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from .configuration import Configuration, symbols, values
from .losses import width
from .model import Model, evaluate
from .writing import SEED, origin, write

# Sizes are all different. The first two are word models and get a model file too; the last is wider
# than a panel of the packed weights, with more rows than a block of the product.
MODELS = {
    "words-tanh": ("tanh", symbols(7), 5, symbols(7), [4, 1, 6, 4, 2]),
    "words-relu": ("relu", symbols(3), 9, symbols(3), [5, 2, 7]),
    "values-tanh": ("tanh", values(3), 4, values(2), [3, 6, 1, 5]),
    "values-symbols-relu": ("relu", values(3), 8, symbols(5), [2, 7, 4]),
    "symbols-values-tanh": ("tanh", symbols(6), 3, values(4), [5, 1, 3]),
    "wide-tanh": ("tanh", symbols(17), 21, symbols(17), [3, 5, 2, 9, 3, 1, 4, 2]),
}

# Model files whose JSON leaves the parameters to them. Two have unroll's metadata; the third, which
# reads both ways, is a state_dict with nothing beside it, as PyTorch itself saves one. All biases
# of PyTorch's are drawn, the second ones too.
SAVED = {
    "words-gru-stacked": Configuration("gru", symbols(6), 5, symbols(6), layers=2),
    "words-lstm-embedding": Configuration(
        "lstm", symbols(5), 4, symbols(5), layers=2, embedding=3),
    "saved-lstm-stacked-both": Configuration(
        "lstm", symbols(7), 4, symbols(5), layers=2, bidirectional=True, embedding=3),
}
SAVED_LENGTHS = [4, 1, 6]


def make_simple_fixtures(folder: Path) -> None:
    for name, (activation, inputs, hidden, outputs, lengths) in MODELS.items():
        configuration = {
            "cell": "rnn", "layers": 1, "hiddenSize": hidden, "activation": activation,
            "input": inputs, "output": outputs,
        }
        seed = SEED + list(MODELS).index(name)
        write(folder / f"{name}.json", make_model(folder, name, seed, configuration, lengths))
    for index, (name, network) in enumerate(SAVED.items()):
        content = make_model(
            folder, name, SEED + 100 + index, network.file_description(), SAVED_LENGTHS)
        del content["parameters"]
        write(folder / f"{name}.json", content)


def make_model(
    folder: Path, name: str, seed: int, configuration: dict, lengths: list[int]
) -> dict:
    """A model of PyTorch's own initial weights, scaled up, and what it computes."""
    torch.manual_seed(seed)
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

    inputs, outputs = configuration["input"], configuration["output"]
    sequences = [{"inputs": track(inputs, n), "targets": track(outputs, n)} for n in lengths]
    path = folder / f"{name}.safetensors"
    if name.startswith("saved"):
        save_file(model.state_dict(), path)
    if name.startswith("words"):
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
