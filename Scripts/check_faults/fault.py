"""A deliberate fault: what it is, where it is put, and what has to notice it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """The text occurs exactly once in the file, below Sources."""

    name: str
    file: str
    text: str
    replacement: str
    # The cell to hand to `unroll check --cell`; nil where the check can't see the fault.
    cell: str | None = "all"
    # A filter of `swift test`, for what the check can't see.
    tests: str | None = None


def kernel(name, file, text, replacement, **options):
    return Fault(name, "KernelBodies/" + file, text, replacement, **options)


def engine(name, file, text, replacement, **options):
    return Fault(name, "Unroll/" + file, text, replacement, **options)


def tested(fault_of, name, file, text, replacement, tests):
    """A fault that tests are there to catch, not the check of gradients."""
    return fault_of(name, file, text, replacement, cell=None, tests=tests)
