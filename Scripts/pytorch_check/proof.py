"""Why the definitions can be believed: they are held against PyTorch's modules and against algebra.

Every fixture of a network that PyTorch's modules can compute is compared with them as it is made;
here are the cells and options that they lack.
"""

import torch
from torch.nn import functional

from . import definitions
from .configuration import CELLS, Configuration, values

# Float64 rounds to 1e-16; some hundred roundings.
TOLERANCE = 1e-12


def expect_same(ours, theirs, what: str) -> None:
    """Compares tensors, numbers, and lists and dictionaries of them."""
    if isinstance(theirs, dict):
        assert ours.keys() == theirs.keys(), what
        for key in theirs:
            expect_same(ours[key], theirs[key], f"{what}: {key}")
    elif isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs), what
        for index, (one, other) in enumerate(zip(ours, theirs)):
            expect_same(one, other, f"{what}, {index}")
    else:
        ours, theirs = (torch.as_tensor(x, dtype=torch.float64).detach() for x in (ours, theirs))
        assert ours.shape == theirs.shape, f"{what}: {ours.shape}, {theirs.shape}"
        error = (ours - theirs).abs().max() / max(1, theirs.abs().max())
        assert error <= TOLERANCE, f"{what}: differs by {error}"


def prove() -> None:
    torch.manual_seed(1)
    prove_minimal_gradients()
    prove_minimal_solutions()
    prove_minimal_lstm_quotient()
    prove_normalisation()
    prove_zoneout_limits()
    prove_lstm_options()
    print("the definitions are PyTorch's modules and the algebra, to", TOLERANCE)


def random_parameters(network: Configuration) -> dict:
    return {
        name: torch.randn(shape, dtype=torch.float64, requires_grad=True)
        for name, shape in network.shapes().items()
    }


def prove_minimal_gradients() -> None:
    """Automatic differentiation against finite differences, by parameters, inputs and states."""
    for cell in ["mingru", "minlstm"]:
        network = Configuration(cell, values(2), 3, values(2), layers=2, bidirectional=True)
        parameters = random_parameters(network)
        inputs = torch.randn(4, 2, dtype=torch.float64, requires_grad=True)
        state = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)

        def outputs(inputs, state, *tensors):
            named = dict(zip(parameters, tensors))
            return definitions.forward(network, named, inputs, {"a": state})[0]

        assert torch.autograd.gradcheck(outputs, (inputs, state, *parameters.values())), cell


def prove_minimal_solutions() -> None:
    """The recurrence a_t = k_t a_{t-1} + w_t n_t against its solution, with the sum of all inputs:
    a_T = Π k a_0 + Σ_j w_j n_j Π_{l>j} k_l.
    """
    for cell in ["mingru", "minlstm"]:
        network = Configuration(cell, values(3), 4, values(2))
        p = random_parameters(network)
        x = torch.randn(6, 3, dtype=torch.float64)
        start = torch.randn(1, 4, dtype=torch.float64)
        *gates, n = (x @ p["U"].T + p["b"]).chunk(network.gates, dim=1)
        k = torch.sigmoid(-gates[0]) if cell == "mingru" else stable_quotient(*gates)
        kept = [torch.prod(k[j:], dim=0) for j in range(len(x) + 1)]
        last = kept[0] * start[0] + sum((1 - k[j]) * n[j] * kept[j + 1] for j in range(len(x)))
        _, _, found = definitions.forward(network, p, x, {"a": start})
        expect_same(found["a"][0], last, cell)


def stable_quotient(x_f: torch.Tensor, x_i: torch.Tensor) -> torch.Tensor:
    """σ(x_f) / (σ(x_f) + σ(x_i)) in the form that never is 0/0."""
    m = torch.maximum(torch.maximum(-x_f, -x_i), torch.zeros((), dtype=torch.float64)).detach()
    one, by_f, by_i = torch.exp(-m), torch.exp(-x_f - m), torch.exp(-x_i - m)
    return (one + by_i) / (2 * one + by_i + by_f)


def prove_minimal_lstm_quotient() -> None:
    """The quotient of the gates as it is written down, its stable form and its derivatives."""
    x_f, x_i = (
        torch.linspace(-60, 60, 41, dtype=torch.float64, requires_grad=True) for _ in "fi")
    f, i = torch.sigmoid(x_f)[:, None], torch.sigmoid(x_i)[None, :]
    quotient = f / (f + i)
    expect_same(quotient, stable_quotient(x_f[:, None], x_i[None, :]), "f / (f + i)")
    expect_same(
        torch.autograd.grad(quotient.sum(), [x_f, x_i], retain_graph=True),
        [
            (quotient * (1 - quotient) * (1 - f)).sum(dim=1),
            (-quotient * (1 - quotient) * (1 - i)).sum(dim=0),
        ],
        "derivatives of f / (f + i)")


def prove_normalisation() -> None:
    """One step of the GRU, normalised by PyTorch's layer_norm over the neurons of each gate."""
    h = 4
    network = Configuration("gru", values(3), h, values(2), normalised=True)
    p = random_parameters(network)
    x, a = (torch.randn(1, size, dtype=torch.float64) for size in [3, h])

    def normalised(products, gain, bias):
        gates = functional.layer_norm(products.view(3, h), [h], eps=1e-5)
        return gates * gain.view(3, h) + bias.view(3, h)

    X = normalised(p["U"] @ x[0], p["gU"], p["b"])
    R = normalised(p["W"] @ a[0], p["gW"], p["d"])
    r, z = torch.sigmoid(X[:2] + R[:2])
    expected = (1 - z) * torch.tanh(X[2] + r * R[2]) + z * a[0]
    _, states, _ = definitions.forward(network, p, x, {"a": a})
    expect_same(states[0], expected, "normalisation")


def prove_zoneout_limits() -> None:
    """Masks of zeros change nothing; masks of ones leave the initial state where it is."""
    for cell in CELLS:
        network = Configuration(cell, values(3), 4, values(2), activation="tanh")
        p = random_parameters(network)
        x = torch.randn(5, 3, dtype=torch.float64)
        start = {part: torch.randn(1, 4, dtype=torch.float64) for part in network.parts}

        def final(k):
            masks = {key: torch.full([1, 5, 4], k) for key in ["zoneout", "cellZoneout"]}
            return definitions.forward(network, p, x, start, masks)[2]

        expect_same(final(0.0), definitions.forward(network, p, x, start)[2], f"{cell}, k = 0")
        expect_same(final(1.0), start, f"{cell}, k = 1")


def prove_lstm_options() -> None:
    """Recurrent dropout, zoneout, dropout between layers, residual connections, a learned state
    and tied weights around an unchanged nn.LSTMCell.
    """
    h, steps = 4, 6
    network = Configuration(
        "lstm", {"symbols": {"count": 5}}, h, {"symbols": {"count": 5}}, layers=2, embedding=h,
        residual=True, learned=True, tied=True)
    p = random_parameters(network)
    symbols = torch.randint(5, [steps])
    masks = {
        "input": 2 * torch.randint(2, [steps, h]).double(),
        "layers": 2 * torch.randint(2, [2, steps, h]).double(),
        "recurrent": 2 * torch.randint(2, [2, h]).double(),
        "zoneout": torch.randint(2, [2, steps, h]).double(),
        "cellZoneout": torch.randint(2, [2, steps, h]).double(),
    }
    x = functional.embedding(symbols, p["E"]) * masks["input"]
    for layer, suffix in enumerate(network.suffixes()):
        cell = torch.nn.LSTMCell(h, h).double()
        with torch.no_grad():
            cell.bias_hh.zero_()
        tensors = {
            "weight_ih": p["U" + suffix], "weight_hh": p["W" + suffix], "bias_ih": p["b" + suffix]}
        a, s = p["a0" + suffix], p["s0" + suffix]
        y = []
        for t in range(steps):
            new = torch.func.functional_call(
                cell, tensors, (x[t], (masks["recurrent"][layer] * a, s)))
            a = torch.where(masks["zoneout"][layer, t] == 1, a, new[0])
            s = torch.where(masks["cellZoneout"][layer, t] == 1, s, new[1])
            y.append(a + x[t] if layer > 0 else a)
        x = torch.stack(y) * masks["layers"][layer]
    expected = functional.linear(x, p["E"], p["c"])
    outputs, states, _ = definitions.forward(network, p, symbols, masks=masks)
    expect_same(outputs, expected, "options of the LSTM: outputs")
    expect_same(states, torch.stack(y), "options of the LSTM: states")
    weights = torch.randn(steps, 5, dtype=torch.float64)
    gradients = [
        torch.autograd.grad((result * weights).sum(), list(p.values()), retain_graph=True)
        for result in [outputs, expected]
    ]
    expect_same(gradients[0], gradients[1], "options of the LSTM: gradients")
