"""The parts of Scripts/pytorch-check: one idea a file."""
