"""Generation symbol by symbol in PyTorch: nn.LSTM read step by step, and nn.LSTMCell.

What PyTorch is given: inference mode, one thread or several, symbols that stay tensors (no step
waits for Python to read its symbol).
"""

import torch
from torch.nn.functional import cross_entropy

from .exported import Exported
from .torch_model import Model
from .worker import SAMPLED_SYMBOLS, Variant
from .workloads import Workload


class Sampling:
    symbols_per_step = SAMPLED_SYMBOLS

    def __init__(self, network, data: Exported, threads: int):
        # A function of a symbol [1] and a state, or None, to logits [1, K] and the next state.
        self.network, self.data, self.threads = network, data, threads

    def restart(self) -> None:
        torch.set_num_threads(self.threads)
        torch.manual_seed(1)
        self.symbol, self.state = torch.tensor([0]), None

    @torch.inference_mode()
    def step(self) -> None:
        drawn = []
        for _ in range(SAMPLED_SYMBOLS):
            logits, self.state = self.network(self.symbol, self.state)
            self.symbol = torch.multinomial(torch.softmax(logits, 1), 1)[0]
            drawn.append(self.symbol)
        torch.cat(drawn).tolist()

    @torch.inference_mode()
    def losses(self, count: int) -> list[float]:
        """The loss of the exported sequence, read step by step."""
        self.restart()
        batch, state, losses = self.data.batches[0], None, []
        for symbol, target in zip(batch.inputs[:, 0], batch.targets[:, 0], strict=True):
            logits, state = self.network(torch.tensor([symbol]), state)
            losses.append(cross_entropy(logits, torch.tensor([target])))
        return [torch.stack(losses).mean().item()]


def whole_module(workload: Workload, data: Exported):
    model, one_hot = Model(workload, data), torch.eye(data.symbols)

    def network(symbol, state):
        h, state = model.rnn(one_hot[symbol].unsqueeze(0), state)
        return model.output(h[0]), state

    return network


def cells(workload: Workload, data: Exported):
    """nn.LSTMCell for each layer."""
    model, one_hot = Model(workload, data), torch.eye(data.symbols)
    layers = []
    for index in range(workload.layers):
        inputs = workload.hidden if index else data.symbols
        layers.append(torch.nn.LSTMCell(inputs, workload.hidden))
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
        layers[-1].load_state_dict(
            {name: model.exported[f"rnn.{name}_l{index}"] for name in names})

    def network(symbol, state):
        h, states = one_hot[symbol], []
        for index, cell in enumerate(layers):
            states.append(cell(h, None if state is None else state[index]))
            h = states[-1][0]
        return model.output(h), states

    return network


def variants(
    workload: Workload, data: Exported, threads: int, compiled: bool
) -> list[Variant]:
    if compiled:
        def prepare() -> Sampling:
            return Sampling(torch.compile(cells(workload, data), dynamic=False), data, threads)

        return [Variant("nn.LSTMCell", prepare)]
    return [
        Variant(name, lambda make=make, used=used: Sampling(make(workload, data), data, used))
        for used in sorted({1, threads})
        for name, make in [
            (f"nn.LSTM, {used} of {threads} threads", whole_module),
            (f"nn.LSTMCell, {used} of {threads} threads", cells),
        ]
    ]
