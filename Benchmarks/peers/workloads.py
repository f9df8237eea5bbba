"""What is measured: training steps of several networks, and generation symbol by symbol."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """A network and its data: K symbols, H hidden neurons, L layers, batches of B rows, T steps.

    In 'training' a step is forward propagation, mean cross-entropy, back-propagation through time,
    clipping to the norm 5 and Adam. In 'sampling' a step is one symbol, of one sequence, drawn
    from what the network predicts and read by it again.
    """

    name: str
    cell: str
    symbols: int
    hidden: int
    layers: int
    batch: int
    steps: int
    kind: str = "training"
    # Sequences are words of this file, of mixed length, in place of random symbols.
    words: str | None = None

    def description(self) -> str:
        cell = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}[self.cell]
        stack = f"{self.layers}×{self.hidden}" if self.layers > 1 else str(self.hidden)
        if self.kind == "sampling":
            return f"{cell} {stack}, {self.symbols} symbols, one sequence"
        length = "words" if self.words else f"{self.steps} steps"
        rows = "1 sequence" if self.batch == 1 else f"{self.batch} sequences"
        symbols = "" if self.words else f", {self.symbols} symbols"
        return f"{cell} {stack}{symbols}, {rows}, {length}"

    def arguments(self) -> list[str]:
        """The options of 'unroll bench' that mean this network and data."""
        arguments = ["--cell", self.cell, "--hidden", str(self.hidden)]
        arguments += ["--layers", str(self.layers), "--batch", str(self.batch)]
        if self.words:
            return arguments + ["--words", self.words]
        return arguments + ["--symbols", str(self.symbols), "--steps", str(self.steps)]


def all_workloads(words: str) -> list[Workload]:
    return [
        Workload("online", "rnn", 65, 100, 1, 1, 25),
        Workload("names", "rnn", 27, 64, 1, 32, 16),
        Workload("rnn-128", "rnn", 65, 128, 1, 50, 50),
        Workload("rnn-128x2", "rnn", 65, 128, 2, 50, 50),
        Workload("lstm-128x2", "lstm", 65, 128, 2, 50, 50),
        Workload("gru-128x2", "gru", 65, 128, 2, 50, 50),
        Workload("rnn-512", "rnn", 65, 512, 1, 64, 100),
        Workload("lstm-512x2", "lstm", 65, 512, 2, 64, 64),
        # The file decides on symbols and lengths.
        Workload("words", "rnn", 0, 128, 1, 256, 0, words=words),
        Workload("sampling", "lstm", 65, 128, 2, 1, 50, kind="sampling"),
    ]
