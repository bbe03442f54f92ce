"""The licences of all that assess needs to run: `python -m scripts.licences` writes docs/licences.md.

Exit code 1 where a distribution has a licence that is neither accepted nor excepted below with its reason.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = Path(__file__).parents[1] / "docs" / "licences.md"
EXTRAS = ("lake", "spark")  # what is installed to run it; tests and measurements are not handed on
# By how SPDX, a classifier or a plain word of the package calls it.
ACCEPTED = {
    "MIT": ("mit", "mit license", "expat"),
    "BSD": ("bsd", "bsd license", "bsd-2-clause", "bsd-3-clause", "3-clause bsd license", "bsd 2-clause license"),
    "Apache 2.0": ("apache-2.0", "apache software license", "apache license 2.0", "apache 2.0",
                   "apache license, version 2.0"),
    "MPL": ("mpl-2.0", "mozilla public license 2.0 (mpl 2.0)", "mozilla public license 1.1 (mpl 1.1)"),
    "OFL": ("ofl-1.1", "sil open font license 1.1 (ofl-1.1)"),
    "PSF": ("psf-2.0", "python software foundation license", "psfl"),
    "ISC": ("isc", "isc license (iscl)", "isc license"),
    "0BSD": ("0bsd",), "Unlicense": ("unlicense",), "Zlib": ("zlib",), "MIT-0": ("mit-0",),
    "CC0": ("cc0-1.0",), "MIT-CMU": ("mit-cmu", "hpnd"),
}  # fmt: skip
WHY_MORE = {
    "PSF": "permissive, Python's own",
    "ISC": "permissive, MIT in fewer words",
    "0BSD": "asks for nothing",
    "Unlicense": "asks for nothing",
    "Zlib": "permissive",
    "MIT-0": "MIT without the duty to name",
    "CC0": "asks for nothing; a part of NumPy",
    "MIT-CMU": "permissive, MIT with a line on names; Pillow's",
}
# What is used all the same, and why that is no burden on who hands assess on.
EXCEPTED = {
    "psycopg": "LGPL 3.0: imported as it is, neither changed nor linked into assess, and exchangeable by whoever runs "
    "it; only reading PostgreSQL and keeping answers there needs it",
    "psycopg-binary": "LGPL 3.0, as psycopg, of which it is the compiled half",
}
FONTS = {"justmytype-intl-cjk": "Noto Sans CJK, OFL 1.1, in a package under MIT"}


@dataclass(frozen=True, slots=True)
class Licensed:
    """A distribution and what it says of its licence; `kinds` are those of ours it comes under, empty where none."""

    name: str
    said: str
    kinds: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        return bool(self.kinds) or canonicalize_name(self.name) in EXCEPTED


def licences() -> list[Licensed]:
    """All that is installed for assess to run, by name."""
    return sorted((_licensed(found) for found in _needed()), key=lambda one: canonicalize_name(one.name))


def _needed() -> Iterator[Distribution]:
    """What assess requires, and what that requires, as far as it is for this machine."""
    project = tomllib.loads((PAGE.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    first = [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]
    waiting = [(canonicalize_name(one.name), more) for one in map(Requirement, first) for more in ("", *one.extras)]
    seen: set[tuple[str, str]] = set()
    given: set[str] = set()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # an extra that is not installed here
        if name not in given:
            given.add(name)
            yield found
        for line in found.requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(wanted.name), more) for more in ("", *wanted.extras)]


def _licensed(found: Distribution) -> Licensed:
    told = found.metadata.json
    name = str(told["name"])
    expression = str(told.get("license_expression", ""))
    if expression:
        return Licensed(name, expression, kinds_of(expression))
    classes = [c.rpartition("::")[2].strip() for c in told.get("classifier", []) if c.startswith("License ::")]
    named = [c for c in classes if c != "OSI Approved"]
    said = " or ".join(named) or str(told.get("license", "")).strip().split("\n")[0][:60]
    # several classifiers are a choice
    return Licensed(name, said or "nothing", next((k for c in named or [said] if (k := kinds_of(c))), ()))


def kinds_of(expression: str) -> tuple[str, ...]:
    """The accepted kinds an SPDX expression comes under: all of what AND joins, the first that does of OR."""
    by_word = {word: kind for kind, words in ACCEPTED.items() for word in words}
    if expression.lower() in by_word:
        return (by_word[expression.lower()],)
    for choice in re.split(r"\s+OR\s+", expression):
        parts = [re.sub(r"\s+WITH\s+\S+", "", part).strip("() ") for part in re.split(r"\s+AND\s+", choice)]
        kinds = [by_word.get(part.lower(), "") for part in parts]
        if all(kinds):
            return tuple(dict.fromkeys(kinds))
    return ()


def page(found: list[Licensed]) -> str:
    """docs/licences.md."""
    excepted = {one.name: EXCEPTED.get(canonicalize_name(one.name), "not accepted") for one in found}
    rows = "".join(f"| {one.name} | {one.said} | {', '.join(one.kinds) or excepted[one.name]} |\n" for one in found)
    more = "".join(f"- **{kind}**: {why}.\n" for kind, why in WHY_MORE.items())
    fonts = "".join(f"- {name}: {what}.\n" for name, what in FONTS.items())
    return f"""# Licences of what assess needs to run

Written by `python -m scripts.licences`; a test fails when something is installed whose licence is not accepted here.
Accepted are MIT, BSD, Apache 2.0, MPL and OFL, and besides:

{more}
Packages with several licences to choose from are used under the accepted one (Pyphen: MPL). What only tests and
measurements install is not listed, as it is not handed on.

| package | says | comes under |
|---|---|---|
{rows}
Fonts that reports carry:

{fonts}"""


def main() -> int:
    """Write the page; 1 where a licence is not accepted."""
    found = licences()
    PAGE.write_text(page(found), "utf-8")
    refused = [one for one in found if not one.allowed]
    for one in refused:
        print(f"{one.name}: {one.said} is not among the accepted licences.", file=sys.stderr)
    print(f"{len(found)} distributions, {len(refused)} not accepted; {PAGE.name} written")
    return int(bool(refused))


if __name__ == "__main__":
    sys.exit(main())
