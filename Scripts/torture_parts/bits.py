"""Every bit of a checkpoint's file flipped, every length cut: an error, or the same checkpoint."""

import os
import subprocess

from torture_parts.command import ROOT, Result


def run(command, short):
    environment = dict(os.environ)
    if not short:
        environment["UNROLL_EXHAUSTIVE"] = "1"
    tests = subprocess.run(
        ["swift", "test", "--filter", "CheckpointFileTests|UnrollTests.ModelFileTests"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )
    faults = [] if tests.returncode == 0 else tests.stdout.splitlines()[-20:]
    return Result("some bits and lengths" if short else "all bits and lengths", faults)
