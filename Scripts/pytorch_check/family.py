"""The fixtures of the family of cells: Fixtures/family/NAME.json, one network each.

PyTorch's own modules compute what they can; the rest is computed by `definitions.py`, which
`proof.py` holds against them. Everything is float64. Parameters, inputs, targets and initial states
are multiples of 1/64, so Float has them exactly; results have all their digits.

    {
     "versions": where the numbers come from,
     "configuration": {
      "cell": "rnn", "lstm", "gru", "mingru" or "minlstm",
      "activation": "tanh", "relu" or "logistic"; of the rnn cell only,
      "embeddingSize": D; missing without an embedding,
      "layers", "hiddenSize", "bidirectional", "residual", "normalised", "learnsInitialState",
      "tied", "zoneout", "cellZoneout": numbers and truth values, always there,
      "dropout": {"input", "layers", "recurrent"}: rates,
      "loss": see losses.py,
      "input", "output": {"symbols": {"count": n}} or {"values": {"size": n}}
     },
     "parameters": {NAME: {"shape": [rows, columns] or [rows], "values": row by row}},
     "sequences": [
      {
       "inputs": T symbols, or T rows of numbers; "targets": the same,
       "initialState": {"a": rows of H, "s": the cell state's, of the lstm cell only},
       "masks": those of training, what is multiplied by: see below,
       "outputs": T rows of K',
       "states": T rows of Y: y of the last layer, after its residual connection, before dropout,
       "finalState": as initialState: each direction's state after its last step,
       "loss": the sum over time,
       "initialStateGradient": the loss by initialState
      }
     ],
     "gradients": {NAME: the sum of all losses by the parameter, row by row}
    }

A state has a row for each direction of each layer: first layer forward, its reverse, the second
layer forward, and so on. Without "initialState" it is the learned one, or zero. The masks, each
missing where its rate is zero (t counts the steps of the sequence, in the reverse direction too):

    "input"                   [T][D or I]          0 or 1/(1-p), on what the first layer reads
    "layers"                  [L][T][Y]            0 or 1/(1-p), on what each layer hands on
    "recurrent"               [L·directions][H]    0 or 1/(1-p), on what W reads
    "zoneout", "cellZoneout"  [L·directions][T][H] 1 keeps the state of the step before

A network with rates whose sequences have no masks is evaluated, not trained.
"""

import zlib
from dataclasses import dataclass

import torch

from . import definitions
from .configuration import Configuration, width
from .losses import loss_by_steps, loss_of
from .model import Model
from .proof import expect_same
from .writing import SEED, origin

GRID = 64


@dataclass(frozen=True)
class Case:
    """A network, the lengths of its sequences, and what is special about them."""

    network: Configuration
    lengths: list[int]
    has_initial_state: bool = False
    is_training: bool = True
    # Parameters that are not drawn.
    given: dict | None = None


def make_case(name: str, case: Case) -> dict:
    """Draws a network and its sequences, and has them computed."""
    network = case.network
    generator = torch.Generator().manual_seed(SEED + zlib.crc32(name.encode()))
    parameters = {
        key: draw_parameter(key, shape, generator) for key, shape in network.shapes().items()
    }
    if network.activation == "relu":
        # So that not whole layers sleep.
        parameters |= {key: p.abs() for key, p in parameters.items() if key.startswith("b")}
    for key, numbers in (case.given or {}).items():
        parameters[key] = torch.tensor(numbers, dtype=torch.float64)
    sequences = [draw_sequence(case, length, generator) for length in case.lengths]
    results, gradients = run_definitions(network, parameters, sequences)
    if network.is_torch:
        torchs_results, torchs_gradients = run_torch(network, parameters, sequences)
        expect_same(results, torchs_results, f"{name}: results")
        expect_same(gradients, torchs_gradients, f"{name}: gradients")
        results, gradients = torchs_results, torchs_gradients
    for key, gradient in gradients.items():
        assert gradient.isfinite().all() and gradient.abs().max() > 1e-3, f"{name}: {key} is mute"
    return {
        "versions": origin(), "configuration": network.description(),
        "parameters": {
            key: {"shape": list(tensor.shape), "values": tensor.flatten()}
            for key, tensor in parameters.items()
        },
        "sequences": [s | result for s, result in zip(sequences, results)],
        "gradients": {key: gradient.flatten() for key, gradient in gradients.items()},
    }


# ---- Drawing


def draw_grid(shape: list[int], generator: torch.Generator, bound: float) -> torch.Tensor:
    draws = torch.rand(shape, generator=generator, dtype=torch.float64)
    return ((2 * draws - 1) * bound * GRID).round() / GRID


def draw_parameter(name: str, shape: list[int], generator: torch.Generator) -> torch.Tensor:
    if name.startswith("g"):
        return 1 + draw_grid(shape, generator, 0.5)
    return draw_grid(shape, generator, 0.9 if len(shape) == 2 else 0.6)


def draw_sequence(case: Case, length: int, generator: torch.Generator) -> dict:
    network = case.network

    def track(port: dict, bound: float) -> torch.Tensor:
        if "symbols" in port:
            return torch.randint(width(port), [length], generator=generator)
        return draw_grid([length, width(port)], generator, bound)

    sequence = {"inputs": track(network.input, 1.5)}
    if "binary" in network.loss:
        targets = draw_grid([length, width(network.output)], generator, 0.5) + 0.5
        sequence["targets"] = targets
    else:
        sequence["targets"] = track(network.output, 1.5)
    rows = network.layers * network.directions
    if case.has_initial_state:
        sequence["initialState"] = {
            part: draw_grid([rows, network.hidden], generator, 1.0) for part in network.parts
        }
    if not case.is_training:
        return sequence

    def dropout(rate: float, *shape: int) -> torch.Tensor | None:
        keep = torch.rand(shape, generator=generator, dtype=torch.float64) >= rate
        return keep.double() / (1 - rate) if rate else None

    def zoneout(rate: float) -> torch.Tensor | None:
        shape = [rows, length, network.hidden]
        keep = torch.rand(shape, generator=generator, dtype=torch.float64) < rate
        return keep.double() if rate else None

    masks = {
        "input": dropout(network.input_dropout, length, network.input_width),
        "layers": dropout(network.layer_dropout, network.layers, length, network.state_width),
        "recurrent": dropout(network.recurrent_dropout, rows, network.hidden),
        "zoneout": zoneout(network.zoneout), "cellZoneout": zoneout(network.cell_zoneout),
    }
    masks = {key: mask for key, mask in masks.items() if mask is not None}
    return sequence | ({"masks": masks} if masks else {})


# ---- Computing


def run(network: Configuration, forward, sequences: list[dict]) -> list[dict]:
    """What a forward function makes of each sequence alone; its leaves gather the gradients."""
    results = []
    for sequence in sequences:
        given = sequence.get("initialState")
        initial = given and {part: s.clone().requires_grad_() for part, s in given.items()}
        outputs, states, last = forward(sequence["inputs"], initial, sequence.get("masks"))
        loss = loss_by_steps(
            loss_of(network.description()), outputs, sequence["targets"]).sum()
        loss.backward()
        result = {
            "outputs": outputs.detach(), "states": states.detach(),
            "finalState": {part: s.detach() for part, s in last.items()}, "loss": loss.item(),
        }
        if initial:
            result["initialStateGradient"] = {part: s.grad for part, s in initial.items()}
        results.append(result)
    return results


def run_definitions(
    network: Configuration, parameters: dict, sequences: list[dict]
) -> tuple[list[dict], dict]:
    leaves = {name: tensor.clone().requires_grad_() for name, tensor in parameters.items()}

    def forward(inputs, initial, masks):
        return definitions.forward(network, leaves, inputs, initial, masks)

    results = run(network, forward, sequences)
    return results, {name: leaf.grad for name, leaf in leaves.items()}


def run_torch(
    network: Configuration, parameters: dict, sequences: list[dict]
) -> tuple[list[dict], dict]:
    """The same by PyTorch's modules. Only nn.GRU needs the second bias; elsewhere it is zero."""
    model = Model(network.file_description()).double()
    tensors, names = dict(model.named_parameters()), torch_names(network)
    with torch.no_grad():
        for name, tensor in tensors.items():
            tensor.zero_()
        for name, tensor in parameters.items():
            tensors[names[name]].copy_(tensor)
    results = run(network, lambda inputs, initial, masks: model(inputs, initial), sequences)
    return results, {name: tensors[names[name]].grad for name in parameters}


def torch_names(network: Configuration) -> dict[str, str]:
    """The tensor of a model file that holds each parameter."""
    names = {"E": "embedding.weight", "V": "output.weight", "c": "output.bias"}
    parts = {"U": "weight_ih", "W": "weight_hh", "b": "bias_ih", "d": "bias_hh"}
    for row, suffix in enumerate(network.suffixes()):
        layer, is_reverse = divmod(row, network.directions)
        ending = f"_l{layer}" + ("_reverse" if is_reverse else "")
        names |= {key + suffix: f"rnn.{part}{ending}" for key, part in parts.items()}
    return names
