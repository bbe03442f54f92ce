"""The join finds every pair over the threshold and no other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assess.diagnose.redundancy.candidates import forms_of, similar_forms
from assess.diagnose.redundancy.coded import coded


def _random_sets(tables: int, words: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rare = 1 / np.arange(1, words + 1)
    rows, before = [], np.zeros(0, dtype=int)
    for table in range(tables):
        mine = rng.choice(words, size=int(rng.integers(1, 25)), p=rare / rare.sum())
        if table % 3 and len(before):
            mine = np.concatenate((before[rng.random(len(before)) > 0.15], mine[:2]))
        before = mine
        rows += [(table, f"w{word}") for word in mine]
    return pd.DataFrame(rows, columns=["table", "token"])


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_join_equals_comparing_all_with_all(threshold: float, seed: int) -> None:
    frame = _random_sets(300, 150, seed)
    forms = forms_of(frame["table"].to_numpy(), coded(frame["token"]), 300)
    sets = [frozenset(forms.tokens[a:b].tolist()) for a, b in zip(forms.start, forms.start[1:], strict=False)]
    weigh = [sum(forms.weights[t] for t in tokens) for tokens in sets]
    expected = {}
    for i in range(len(sets)):
        for j in range(i + 1, len(sets)):
            both = sum(forms.weights[t] for t in sets[i] & sets[j])
            similarity = both / (weigh[i] + weigh[j] - both)
            if similarity >= threshold:
                expected[i, j] = similarity
    a, b, score = similar_forms(forms, threshold)
    assert dict.fromkeys(zip(a.tolist(), b.tolist(), strict=True)) == dict.fromkeys(sorted(expected))
    assert np.allclose(score, [expected[pair] for pair in sorted(expected)])
    assert expected or threshold == 1.0


def test_tables_with_the_same_columns_are_one_form_whatever_their_order() -> None:
    rows = [(0, "a"), (0, "b"), (1, "b"), (1, "a"), (2, "a"), (2, "b"), (2, "b")]
    frame = pd.DataFrame(rows, columns=["table", "token"])
    forms = forms_of(frame["table"].to_numpy(), coded(frame["token"]), 4)
    assert forms.members == [[0, 1], [2]]


def test_a_rare_column_tells_more_than_a_common_one() -> None:
    rows = [(t, "id") for t in range(9)] + [(0, "milk_fat"), (1, "milk_fat")]
    frame = pd.DataFrame(sorted(rows), columns=["table", "token"])
    forms = forms_of(frame["table"].to_numpy(), coded(frame["token"]), 9)
    first = forms.tokens[forms.start[0] : forms.start[1]]
    assert forms.weights[first[0]] >= forms.weights[first[1]]


def test_a_hundred_thousand_columns_join_in_seconds_not_minutes() -> None:
    import time

    rng = np.random.default_rng(5)
    owner = np.repeat(np.arange(4000), 25)
    tokens = pd.Series([f"c{n}" for n in np.minimum(rng.zipf(1.3, len(owner)), 20_000)], dtype="string")
    similar_forms(forms_of(owner[:100], coded(tokens[:100]), 4))  # compiled
    started = time.process_time()
    similar_forms(forms_of(owner, coded(tokens), 4000))
    assert time.process_time() - started < 10
