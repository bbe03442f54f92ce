"""A file that is nearly right is read or refused in a sentence, whatever was spoilt; ten minutes of it are
`python -m benchmarks.fuzz --minutes 10`."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.mutate import mutated
from benchmarks.fuzz.readers import READERS, outcome

EXAMPLES = 20


@pytest.mark.parametrize("name", READERS)
def test_files_that_are_right_are_read(name: str) -> None:
    for file, data in READERS[name].files().items():
        with TemporaryDirectory() as folder:
            (Path(folder) / file).write_bytes(data)
            said = outcome(READERS[name], Path(folder) / file)
        assert said == "read", f"{file}: {said}"


@pytest.mark.parametrize("name", READERS)
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(random=st.randoms(use_true_random=False))
def test_files_that_are_spoilt_are_read_or_refused(name: str, random: Random) -> None:
    valid = READERS[name].files()
    file = random.choice(sorted(valid))
    data = mutated(valid[file], file, random)
    with TemporaryDirectory() as folder:
        (Path(folder) / file).write_bytes(data)
        outcome(READERS[name], Path(folder) / file)
