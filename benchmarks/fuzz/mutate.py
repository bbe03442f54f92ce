"""A valid file, spoilt: as bytes, as text, as a tree of JSON, as a table, as a packed archive, as Parquet."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from benchmarks.fuzz.words import MARKS, VALUES, WORDS

Mutation = Callable[[bytes, Random], bytes]


def mutated(data: bytes, name: str, random: Random) -> bytes:
    """The file with one to four faults of kinds that fit its ending."""
    kinds = [of for ending, of in FITTING.items() if name.lower().endswith(ending)]
    able: tuple[Mutation, ...] = (*(kinds[0] * 3 if kinds else ()), *PLAIN)
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        data = random.choice(able)(data, random)
    return data


def cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def flip(data: bytes, random: Random) -> bytes:
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 20))):
        if found:
            found[random.randrange(len(found))] = random.randrange(256)
    return bytes(found)


def insert(data: bytes, random: Random) -> bytes:
    at = random.choice((0, len(data), random.randrange(len(data) + 1)))
    word = random.choice((*MARKS, *(word.encode("utf-8", "replace") for word in WORDS)))
    return data[:at] + word + data[at:]


def take_out(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.choice((1, 1, 2, 10, 100)) :]


def twice(data: bytes, random: Random) -> bytes:
    at, length = random.randrange(len(data) + 1), random.choice((1, 20, 200, len(data)))
    return data[:at] + data[at : at + length] + data[at:]


def swap_word(data: bytes, random: Random) -> bytes:
    """One word, number or mark of the text for another."""
    text = data.decode("utf-8", "surrogateescape")
    found = list(re.finditer(r"\w+|[^\w\s]", text))
    if not found:
        return data
    one = random.choice(found)
    word = random.choice((*WORDS, random.choice(found)[0]))
    return (text[: one.start()] + word + text[one.end() :]).encode("utf-8", "surrogateescape")


def line_twice(data: bytes, random: Random) -> bytes:
    """A line doubled, dropped or moved; keys of YAML and TOML are doubled so."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    what = random.randrange(4)
    if what == 0:
        lines.insert(at, lines[at])
    elif what == 1:
        del lines[at]
    elif what == 2:
        lines.insert(random.randrange(len(lines)), lines.pop(at))
    else:
        lines[at] = b" " * random.choice((1, 2, 3, 300)) + lines[at]
    return b"\n".join(lines)


def other_encoding(data: bytes, random: Random) -> bytes:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    encoding = random.choice(("utf-16", "utf-16-le", "utf-32", "gb18030", "utf-8-sig", "latin-1", "cp037", "utf-7"))
    return text.encode(encoding, "replace")


def line_ends(data: bytes, random: Random) -> bytes:
    return data.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\x00\n", b"\x0c\n", b"")))


def tree(data: bytes, random: Random) -> bytes:
    """One place of a JSON document (or of one of its lines) changed: another type, gone, renamed, twice, nested."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    try:
        whole: Any = json.loads(data)
        at = -1
    except ValueError:
        try:
            whole = json.loads(lines[at])
        except ValueError:
            return flip(data, random)
    told = json.dumps(_changed(whole, random), ensure_ascii=random.random() < 0.5)
    if random.random() < 0.15 and told.startswith("{"):  # a key twice
        pairs = list(re.finditer(r'"(\w+)": ', told))
        if pairs:
            pair = random.choice(pairs)
            told = told[: pair.start()] + f"{pair[0]}{json.dumps(random.choice(VALUES))}, " + told[pair.start() :]
    made = told.encode("utf-8", "surrogatepass")
    if at < 0:
        return made
    lines[at] = made
    return b"\n".join(lines)


def _changed(whole: Any, random: Random) -> Any:
    places = list(_places(whole))
    if not places:
        return random.choice(VALUES)
    parent, key = random.choice(places)
    what = random.randrange(8)
    if what == 0:
        del parent[key]
    elif what == 1:
        parent[key] = [parent[key]]
    elif what == 2:
        parent[key] = {random.choice(("name", "", "x", "type", "$ref")): parent[key]}
    elif what == 3 and isinstance(parent, dict):
        parent[random.choice(WORDS)[:50]] = parent.pop(key)
    elif what == 4:
        other, at = random.choice(places)
        parent[key] = (
            json.loads(json.dumps(other[at])) if at in other or (isinstance(other, list) and at < len(other)) else None
        )
    elif what == 5 and isinstance(parent[key], str):
        parent[key] = parent[key][: len(parent[key]) // 2] + random.choice(WORDS) + parent[key][len(parent[key]) // 2 :]
    else:
        parent[key] = random.choice((*VALUES, random.choice(WORDS)))
    return whole


def _places(node: Any) -> Any:
    for key, value in list(
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield node, key
        yield from _places(value)


def table(data: bytes, random: Random) -> bytes:
    """A CSV with a cell changed, a column dropped, doubled or renamed, a row too long or short."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return flip(data, random)
    if not any(rows):
        return data
    at = random.choice((0, random.randrange(len(rows))))
    column = random.randrange(max(1, len(rows[at])))
    what = random.randrange(6)
    if what == 0:
        rows = [row[:column] + row[column + 1 :] for row in rows]
    elif what == 1:
        rows = [row[: column + 1] + row[column:] for row in rows]
    elif what == 2:
        rows[at] = rows[at] + [random.choice(WORDS)] * random.choice((1, 50))
    elif what == 3:
        rows[at] = rows[at][:column]
    elif rows[at]:
        rows[at][column] = random.choice(WORDS)
    out = io.StringIO(newline="")
    csv.writer(out, quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
               delimiter=random.choice(",,,\t;|")).writerows(rows)  # fmt: skip
    return out.getvalue().encode("utf-8", "surrogateescape")


def packed(data: bytes, random: Random) -> bytes:
    """A ZIP (Office file) packed again with one part changed, missing, doubled, empty or elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    except Exception:  # noqa: BLE001 - already spoilt beyond packing again
        return flip(data, random)
    if not parts:
        return data
    name = random.choice(sorted(parts))
    what = random.randrange(8)
    if what == 0:
        del parts[name]
    elif what == 1:
        parts[name] = b""
    elif what == 2:
        parts[random.choice(("../" + name, "/etc/x", name + "/x", "xl/vbaProject.bin"))] = parts.pop(name)
    elif what == 3:
        parts[name] = parts[random.choice(sorted(parts))]
    elif what == 4:
        entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
        parts[name] = re.sub(rb"(<\?xml[^>]*\?>)?", lambda found: found[0] + entity, parts[name], count=1)
    else:
        parts[name] = random.choice((swap_word, swap_word, cut, flip))(parts[name], random)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry, content in parts.items():
            new.writestr(entry, content)
    return out.getvalue()


def parquet(data: bytes, random: Random) -> bytes:
    """A Parquet file with a column of another type, gone, or of nothing but nulls."""
    import pyarrow as pa
    from pyarrow import parquet as file

    try:
        frame = file.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError):
        return flip(data, random)
    if not frame.num_columns:
        return data
    at, rows = random.randrange(frame.num_columns), frame.num_rows
    name = frame.column_names[at]
    others: tuple[Any, ...] = (
        pa.nulls(rows), pa.array([[1]] * rows), pa.array([{"a": 1}] * rows), pa.array([b"\xff"] * rows),
        pa.array([float("nan")] * rows), pa.array([2**62] * rows), pa.array([True] * rows),
        pa.array([10**12] * rows, pa.timestamp("s")), pa.array([random.choice(WORDS)] * rows),
        pa.array(["x"] * rows).dictionary_encode(),
    )  # fmt: skip
    what = random.randrange(4)
    if what == 0:
        frame = frame.remove_column(at)
    elif what == 1:
        frame = frame.slice(0, random.choice((0, 1)))
    else:
        frame = frame.set_column(at, random.choice((name, name, name.upper(), "")), random.choice(others))
    out = io.BytesIO()
    file.write_table(frame, out)
    return out.getvalue()


PLAIN: tuple[Mutation, ...] = (cut, flip, insert, take_out, twice, other_encoding, line_ends)
TEXT: tuple[Mutation, ...] = (swap_word, swap_word, line_twice)
FITTING: dict[str, tuple[Mutation, ...]] = {
    ".json": (tree, tree, swap_word),
    ".jsonl": (tree, tree, swap_word),
    ".csv": (table, table, swap_word),
    ".xlsx": (packed,),
    ".pptx": (packed,),
    ".parquet": (parquet, flip),
    "": TEXT,
}
