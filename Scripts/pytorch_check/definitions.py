"""The family of cells written plainly from its definitions, one time step and one gate at a time.

The gradients are left to automatic differentiation. Nothing of torch.nn is used: where PyTorch has
modules of its own, `proof.py` holds these definitions against them.
"""

import torch

from .configuration import MINIMAL, Configuration

# Beneath the square root of a layer normalisation.
EPSILON = 1e-5

ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "logistic": torch.sigmoid}


def forward(
    network: Configuration, parameters: dict, inputs: torch.Tensor,
    initial: dict | None = None, masks: dict | None = None,
) -> tuple[torch.Tensor, torch.Tensor, dict]:
    """Outputs [T, K'], the states y of the top layer [T, Y], and the last states by their part.

    The initial and the last states have a row for each direction of each layer. The masks are those
    of training; without masks the network is evaluated: no dropout, and zoneout with its rates.
    """
    masks = masks or {}
    if network.embedding:
        x = parameters["E"][inputs]
    elif "symbols" in network.input:
        x = torch.eye(network.input_width, dtype=torch.float64)[inputs]
    else:
        x = inputs
    if "input" in masks:
        x = x * masks["input"]
    last = {part: [] for part in network.parts}
    for layer in range(network.layers):
        directions = []
        for direction in range(network.directions):
            row = layer * network.directions + direction
            a, state = one_direction(network, parameters, row, x, initial, masks)
            directions.append(a)
            for part in network.parts:
                last[part].append(state[part])
        y = torch.cat(directions, dim=1)
        if network.residual and layer > 0:
            y = y + x
        x = y * masks["layers"][layer] if "layers" in masks else y
    output_weights = parameters["E"] if network.tied else parameters["V"]
    outputs = x @ output_weights.T + parameters["c"]
    return outputs, y, {part: torch.stack(rows) for part, rows in last.items()}


def one_direction(
    network: Configuration, parameters: dict, row: int, x: torch.Tensor, initial: dict | None,
    masks: dict,
) -> tuple[torch.Tensor, dict]:
    """The hidden states [T, H] at their time steps, and the state after the last step taken."""
    suffix = network.suffixes()[row]
    p = {name: parameters.get(name + suffix) for name in ["U", "W", "b", "d", "gU", "gW"]}
    zero = torch.zeros(network.hidden, dtype=torch.float64)
    state = {part: zero for part in network.parts}
    if network.learned:
        state = {part: parameters[f"{part}0{suffix}"] for part in network.parts}
    if initial is not None:
        state = {part: initial[part][row] for part in network.parts}
    rates = {"a": network.zoneout, "s": network.cell_zoneout}
    keeps = {"a": masks.get("zoneout"), "s": masks.get("cellZoneout")}
    steps = range(len(x)) if row % network.directions == 0 else reversed(range(len(x)))
    hidden = [zero] * len(x)
    for t in steps:
        X = products(network, p["U"], x[t], p["gU"], p["b"])
        R = None
        if network.cell not in MINIMAL:
            m = masks["recurrent"][row] if "recurrent" in masks else 1
            R = products(network, p["W"], m * state["a"], p["gW"], p["d"])
        new = step(network, X, R, state)
        for part in network.parts:
            # Training has masks of zeros and ones, evaluation the rate.
            k = rates[part] if keeps[part] is None else keeps[part][row][t]
            new[part] = k * state[part] + (1 - k) * new[part]
        state = new
        hidden[t] = state["a"]
    return torch.stack(hidden), state


def products(network: Configuration, weights, vector, gain, bias) -> list[torch.Tensor]:
    """Weights times a vector, normalised and biased, gate by gate."""
    gates = (weights @ vector).chunk(network.gates)
    if gain is not None:
        gates = [g * norm(gate) for g, gate in zip(gain.chunk(network.gates), gates)]
    if bias is not None:
        gates = [gate + b for gate, b in zip(gates, bias.chunk(network.gates))]
    return list(gates)


def norm(v: torch.Tensor) -> torch.Tensor:
    distances = v - v.mean()
    return distances / torch.sqrt((distances**2).mean() + EPSILON)


def step(network: Configuration, X: list, R: list | None, state: dict) -> dict:
    """One step of a cell, elementwise in the neurons, before zoneout."""
    a = state["a"]
    match network.cell:
        case "rnn":
            return {"a": ACTIVATIONS[network.activation](X[0] + R[0])}
        case "lstm":
            i, f = torch.sigmoid(X[0] + R[0]), torch.sigmoid(X[1] + R[1])
            g, o = torch.tanh(X[2] + R[2]), torch.sigmoid(X[3] + R[3])
            s = f * state["s"] + i * g
            return {"a": o * torch.tanh(s), "s": s}
        case "gru":
            r, z = torch.sigmoid(X[0] + R[0]), torch.sigmoid(X[1] + R[1])
            n = torch.tanh(X[2] + r * R[2])
            return {"a": (1 - z) * n + z * a}
        case "mingru":
            z, n = torch.sigmoid(X[0]), X[1]
            return {"a": (1 - z) * a + z * n}
        case "minlstm":
            # Float64 divides zero by zero only when both logarithms are beneath -700.
            f, i, n = torch.sigmoid(X[0]), torch.sigmoid(X[1]), X[2]
            return {"a": f / (f + i) * a + i / (f + i) * n}
