"""What a backup says of itself, read from its `manifest.json` and believed only as far as it is checked."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from assess.store.tables import Part

NAME = "manifest.json"
FORMAT = 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _safe(name: str) -> str:
    """A name of a file below the folder it is restored into, and nowhere else."""
    path = PurePosixPath(name)
    strange = any(character in name for character in "\\:") or not name.isprintable()
    if strange or path.is_absolute() or not path.parts or ".." in path.parts or str(path) != name:
        raise ValueError(f"{name!r} would lead out of the folder, found")
    return name


def inside(name: str, target: str) -> bool:
    """Whether a symbolic link of this name leads to something below the same folder.

    Its ".." stand at the beginning, where no other link can have led elsewhere before them.
    """
    parts = PurePosixPath(target).parts
    up = next((place for place, part in enumerate(parts) if part != ".."), len(parts))
    plain = target.isprintable() and "\\" not in target and not PurePosixPath(target).is_absolute()
    return bool(parts) and plain and ".." not in parts[up:] and up < len(PurePosixPath(name).parts)


def _single(name: str) -> str:
    if len(PurePosixPath(_safe(name)).parts) != 1:
        raise ValueError(f"{name!r} is no name of a folder, found")
    return name


Safe = Annotated[str, AfterValidator(_safe)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class File(_Strict):
    """One member of the archive as it was when it was written."""

    name: Safe
    size: int = Field(ge=0)
    sha256: Sha256
    mode: int = Field(0o644, ge=0, le=0o777)


class Table(_Strict):
    """The rows of one table, in a member of the archive: a JSON list of columns, then one of values a row."""

    name: str = Field(pattern="^[a-z_]{1,63}$")
    member: Safe
    rows: int = Field(ge=0)


class Rows(_Strict):
    """What one part of an engagement's database held, and the revision its tables had."""

    part: Part
    revision: str = Field(pattern="^[a-z0-9_]{1,32}$")
    tables: list[Table]


class Engagement(_Strict):
    """One engagement: its folder's name, symbolic links in it, the rows, and the last hash of its audit log."""

    name: Annotated[str, AfterValidator(_single)]
    links: dict[Safe, str] = Field(default_factory=dict, description="link -> target; both below the folder")
    rows: list[Rows] = Field(default_factory=list)
    audited: Sha256 | Literal[""] = ""

    @model_validator(mode="after")
    def _stays_inside(self) -> Engagement:
        for name, target in self.links.items():
            through = [str(parent) for parent in PurePosixPath(name).parents if str(parent) in self.links]
            if through or not inside(name, target):
                raise ValueError(f"link {name!r} to {target!r} would lead out of the folder")
        return self


class Manifest(_Strict):
    """The whole of it. Each file lies under `<engagement>/files/` or `<engagement>/rows/`."""

    format: Literal[1]
    assess: str = Field(description="version of the program that wrote it")
    made_at: str
    engagements: list[Engagement] = Field(min_length=1)
    files: list[File]
    single: bool = Field(description="whether the folder named was itself the engagement, not one that holds some")

    @model_validator(mode="after")
    def _holds_together(self) -> Manifest:
        names, members = [one.name for one in self.engagements], [file.name for file in self.files]
        for what, given in (("engagement", names), ("file", members)):
            if len(set(given)) < len(given):
                raise ValueError(f"names one {what} twice")
        listed = set(members)
        tables = [table.member for one in self.engagements for rows in one.rows for table in rows.tables]
        if lost := sorted(set(tables) - listed):
            raise ValueError(f"lacks {lost[0]}")
        homes = {f"{name}/files/" for name in names}
        for member in listed - set(tables):
            if not any(member.startswith(home) for home in homes):
                raise ValueError(f"{member} belongs to no engagement of it")
        return self
