"""The network of a workload in PyTorch's own modules."""

import torch

from .exported import Exported
from .workloads import Workload


class Model(torch.nn.Module):
    def __init__(self, workload: Workload, data: Exported):
        super().__init__()
        kind = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[workload.cell]
        self.rnn = kind(data.symbols, workload.hidden, workload.layers)
        self.output = torch.nn.Linear(workload.hidden, data.symbols)
        self.exported = {name: torch.from_numpy(array) for name, array in data.weights.items()}
        self.load_state_dict(self.exported)

    def forward(self, inputs):
        return self.output(self.rnn(inputs)[0])

    @torch.no_grad()
    def restart(self) -> None:
        for name, parameter in self.named_parameters():
            parameter.copy_(self.exported[name])
