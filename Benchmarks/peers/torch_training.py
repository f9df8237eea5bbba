"""Training steps in PyTorch, uncompiled and with torch.compile.

What PyTorch is given: nn.RNN, nn.LSTM and nn.GRU, time-major, with one-hot inputs that lie ready as
numbers before a step begins (looking symbols up within the step was never faster); Adam fused and
with 'foreach', two ways that cover the others; one thread in place of several, which small steps
are faster with; mixed lengths padded and packed. torch.compile is tried as it is, where it leaves
nn.RNN and the like as they are, and with dynamo's allow_rnn, where it unrolls them over time.
"""

from collections.abc import Callable
from functools import partial

import torch
from torch.nn.functional import cross_entropy, one_hot

from .exported import NO_TARGET, Batch, Exported
from .torch_model import Model
from .worker import Variant
from .workloads import Workload

RATE, CLIPPING = 0.001, 5.0


class Training:
    """Steps over batches in turn; each batch is a pair of inputs and targets for 'loss'."""

    symbols_per_step = 1

    def __init__(
        self, model: Model, batches: list, loss: Callable, settings: Callable, **optimizer
    ):
        self.model, self.batches, self.loss, self.settings = model, batches, loss, settings
        self.optimizer = torch.optim.Adam(model.parameters(), RATE, **optimizer)
        self.parameters = list(model.parameters())
        self.next = 0

    def restart(self) -> None:
        self.settings()
        self.model.restart()
        for state in self.optimizer.state.values():
            for tensor in state.values():
                tensor.zero_()
        self.next = 0

    def step(self) -> torch.Tensor:
        inputs, targets = self.batches[self.next]
        self.next = (self.next + 1) % len(self.batches)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(inputs, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, CLIPPING)
        self.optimizer.step()
        return loss.detach()

    def losses(self, count: int) -> list[float]:
        self.restart()
        return [self.step().item() for _ in range(count)]


def variants(
    workload: Workload, data: Exported, threads: int, compiled: bool
) -> list[Variant]:
    if compiled:
        return compiled_variants(workload, data, threads)

    def variant(name: str, batches: Callable = padded, used: int = threads, **optimizer):
        def prepare() -> Training:
            model = Model(workload, data)
            loss = packed_loss(model) if batches is packed else padded_loss(model)
            ready = [batches(batch, data.symbols) for batch in data.batches]
            settings = partial(torch.set_num_threads, used)
            return Training(model, ready, loss, settings, **optimizer)

        return Variant(name, prepare)

    result = [variant("fused Adam", fused=True), variant("foreach Adam", foreach=True)]
    if threads > 1:
        result.append(variant("fused Adam, one thread", used=1, fused=True))
    if not all(batch.is_even for batch in data.batches):
        result.append(variant("packed, fused Adam", packed, fused=True))
        if threads > 1:
            result.append(variant("packed, fused Adam, one thread", packed, used=1, fused=True))
    return result


def compiled_variants(workload: Workload, data: Exported, threads: int) -> list[Variant]:
    def variant(name: str, unrolled: bool):
        def settings() -> None:
            torch.set_num_threads(threads)
            torch._dynamo.config.allow_rnn = unrolled
            # As a whole nn.LSTM goes to oneDNN, which dynamo cannot unroll.
            torch.backends.mkldnn.set_flags(not (unrolled and workload.cell == "lstm"))

        def prepare() -> Training:
            settings()
            model = Model(workload, data)
            loss = padded_loss(model)
            # Compiled programs belong to code objects, which variants must not share.
            loss.__code__ = loss.__code__.replace(co_name=f"loss_{int(unrolled)}")
            # One program for all batches: they are all filled up to the longest.
            longest = max(len(batch.inputs) for batch in data.batches)
            ready = [padded(batch, data.symbols, longest) for batch in data.batches]
            compiled = torch.compile(loss, dynamic=False, fullgraph=unrolled)
            return Training(model, ready, compiled, settings, fused=True)

        return Variant(name, prepare)

    return [variant("around the module", unrolled=False), variant("unrolled", unrolled=True)]


# MARK: Batches and losses


def padded(batch: Batch, symbols: int, length: int | None = None) -> tuple:
    """One-hot inputs [T, B, K], targets [T·B]."""
    inputs, targets = torch.from_numpy(batch.inputs), torch.from_numpy(batch.targets)
    missing = (length or len(inputs)) - len(inputs)
    inputs = torch.nn.functional.pad(inputs, (0, 0, 0, missing))
    targets = torch.nn.functional.pad(targets, (0, 0, 0, missing), value=NO_TARGET)
    return one_hot(inputs, symbols).float(), targets.reshape(-1)


def padded_loss(model: Model) -> Callable:
    def loss(inputs, targets):
        logits = model(inputs)
        return cross_entropy(logits.view(-1, logits.shape[-1]), targets, ignore_index=NO_TARGET)

    return loss


def packed(batch: Batch, symbols: int) -> tuple:
    """Inputs and targets without padding, as PackedSequence and its data."""
    lengths = torch.from_numpy(batch.lengths)
    inputs, targets = (
        torch.nn.utils.rnn.pack_padded_sequence(array, lengths, enforce_sorted=False)
        for array in [
            one_hot(torch.from_numpy(batch.inputs), symbols).float(),
            torch.from_numpy(batch.targets),
        ]
    )
    return inputs, targets.data


def packed_loss(model: Model) -> Callable:
    def loss(inputs, targets):
        return cross_entropy(model.output(model.rnn(inputs)[0].data), targets)

    return loss
