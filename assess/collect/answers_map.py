"""Which column of a survey host's export is which question: proposed from the headers, kept as YAML, never guessed."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assess.collect.answers_grid import Grid, letter, number_of
from assess.collect.answers_headers import Head, core, heads_of
from assess.collect.answers_words import best_two, likeness, plain
from assess.model.bank import Bank, Level
from assess.model.errors import BadInput, Problem, nearest
from assess.store.yaml_file import line_of, read_yaml, validate

CLEAR, MARGIN = 0.7, 0.15  # a header that resembles one question so much, and every other one less by so much
FAINT = 0.45  # below it a header resembles no question
ASK = "?"
NOTHING = "nothing"
PERSON = ("respondent", "level", "department")
META = {
    NOTHING: "序号 提交答卷时间 提交时间 开始答题时间 开始时间 结束答题时间 结束时间 答题时间 所用时间 用时 答题时长 "
    "来源 来源详情 渠道 答题渠道 设备 设备类型 浏览器 操作系统 地理位置 地理位置国家和地区 国家 省份 城市 总分 得分 "
    "答卷状态 状态 自定义字段 语言 language submitted submittedat submissiondate starttime endtime started finished "
    "timestamp duration source status progress totalscore recordeddate",
    "personal": "来自ip ip ip地址 ipaddress 填写者ip 姓名 您的姓名 你的姓名 手机 手机号 手机号码 电话 联系电话 邮箱 "
    "电子邮箱 微信 微信号 微信昵称 昵称 openid 微信openid unionid 用户名 用户 填写人 提交人 答题人 答卷人 地址 "
    "身份证号 工号 name yourname fullname phone mobile email emailaddress mail address user username",
    "respondent": "respondent respondentid 受访者 编号 答卷编号 答卷id 答题编号 responseid",
    "level": "层级 级别 职级 管理层级 岗位层级 您的层级 level role rolelevel",
    "department": "部门 所属部门 所在部门 您的部门 您所在的部门 您所在部门 department dept",
}
META_OF = {word: kind for kind, words in META.items() for word in words.split()}


def _known_answer(value: object) -> object:
    if value not in (1, 2, 3, 4, 5, "not_applicable", "dont_know", "refused", "skipped") or isinstance(value, bool):
        raise ValueError(f'an answer is 1 to 5, not_applicable, dont_know, refused or skipped, found "{value}"')
    return value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Part):
    """One column: where it is, its header, and what it is read as."""

    at: str = Field(pattern=r"^[A-Z]{1,3}$")
    header: str
    read_as: str
    found: str = ""
    candidates: tuple[str, ...] = ()


class Words(_Part):
    """What cells of this file mean that nobody else would know."""

    levels: dict[str, Level] = Field(default_factory=dict)
    answers: dict[str, Annotated[int | str, BeforeValidator(_known_answer)]] = Field(default_factory=dict)


class AnswerMap(_Part):
    """The whole map of one sheet."""

    file: str
    sheet: str = ""
    header_rows: tuple[int, ...] = Field(min_length=1)
    level: Literal["executive", "middle", "frontline"] | None = None
    columns: tuple[Line, ...] = Field(min_length=1)
    words: Words = Words()

    def asked(self) -> tuple[Line, ...]:
        """The columns a person has to decide."""
        return tuple(line for line in self.columns if line.read_as == ASK)


def propose(grid: Grid, bank: Bank, file: str) -> AnswerMap:
    """A map from the headers alone: exact where a header is a question's text, its name or id; similar where one
    question is clearly the nearest; `?` where two could be meant."""
    known = _exact_texts(bank)
    numbers, heads = heads_of(grid, {*known, *META_OF})
    lines = [_line(head, bank, known) for head in heads]
    if not lines:
        raise BadInput([Problem(grid.name, "has no header.")])
    lines = _once_each(lines)
    return AnswerMap(file=file, sheet=grid.title, header_rows=numbers, columns=tuple(lines))


def read_map(path: Path, bank: Bank) -> AnswerMap:
    """The map a person edited; BadInput with file and line of each fault."""
    data = read_yaml(path, path.name)
    found = validate(AnswerMap, data, path.name)
    ids = [item.id for item in bank.items]
    problems, used = [], Counter(line.read_as for line in found.columns)
    for number, line in enumerate(found.columns):
        where = f"{path.name}:{line_of(data, ('columns', number, 'read_as'))}"
        target = line.read_as.removeprefix("comment:").strip()
        if target not in (*ids, *PERSON, NOTHING, ASK):
            hint = nearest(target, [*ids, *PERSON, NOTHING]) if len(target) > 1 else ""
            problems.append(Problem(where, f'read_as is "{line.read_as}", which is no item of {bank.id}.{hint}'))
        elif line.read_as not in (NOTHING, ASK) and used[line.read_as] > 1:
            problems.append(Problem(where, f"{line.read_as} is read from {used[line.read_as]} columns; keep one."))
    if problems:
        raise BadInput(problems)
    return found


def fits(found: AnswerMap, grid: Grid, name: str) -> None:
    """BadInput where the headers of the file are not those the map was made for."""
    heads = {head.at: head for head in heads_of(grid, set(), found.header_rows)[1]}
    problems = []
    for line in found.columns:
        head = heads.get(number_of(line.at))
        if plain(head.text if head else "") != plain(line.header):
            there = f'"{head.text[:60]}"' if head and head.text else "empty"
            problems.append(
                Problem(name, f'column {line.at} is "{line.header[:60]}" in the map and {there} in {grid.name}.')
            )
    if problems:
        raise BadInput([*problems[:10], Problem(name, "make the map again, or take the file it was made for.")])


def map_text(found: AnswerMap) -> str:
    """The map as YAML to edit, with how in both languages."""
    lines = [
        "# How the columns of this file are read. Edit read_as, then run the same command again.",
        "# 这份文件的每一列怎么读。改好 read_as 后再运行一次同样的命令。",
        "# read_as: an item id | comment:ITEM | respondent | level | department | nothing | ? (to decide 待定)",
        f"file: {_quoted(found.file)}",
        f"sheet: {_quoted(found.sheet)}",
        f"header_rows: [{', '.join(map(str, found.header_rows))}]",
        "# level: executive  # where everybody in the file is of one level 全部答卷同属一个层级时",
        "columns:",
    ]
    for line in found.columns:
        more = f", candidates: [{', '.join(line.candidates)}]" if line.candidates else ""
        read_as = _quoted(line.read_as) if line.read_as == ASK else line.read_as
        told = f"header: {_quoted(line.header)}, read_as: {read_as}, found: {_quoted(line.found)}{more}"
        lines.append(f"  - {{at: {line.at}, {told}}}")
    lines += [
        "words:  # cells that mean something only here 只有本文件里才有的说法",
        '  levels: {}  # e.g. {"总经办": executive}',
        '  answers: {}  # e.g. {"6": dont_know, "7": not_applicable, "完全没有": 1}',
    ]
    return "\n".join(lines) + "\n"


def _exact_texts(bank: Bank) -> dict[str, str]:
    """Plain text -> item, of every id, name and question that belongs to one item only."""
    owners: dict[str, set[str]] = {}
    for item in bank.items:
        texts = [item.id, *(item.name[lang] for lang in ("zh", "en")), *(item.question[lang] for lang in ("zh", "en"))]
        texts += [f"{item.name[lang]} {item.question[lang]}" for lang in ("zh", "en")]
        for text in texts:
            owners.setdefault(plain(text), set()).add(item.id)
    return {text: next(iter(items)) for text, items in owners.items() if len(items) == 1 and text}


def _line(head: Head, bank: Bank, known: dict[str, str]) -> Line:
    def made(read_as: str, found: str, *candidates: str) -> Line:
        return Line(at=letter(head.at), header=head.text, read_as=read_as, found=found, candidates=candidates)

    if (field := _of_person(head)) is not None:
        return made(*field)
    exact = {known[text] for part in head.readings() if (text := plain(part)) in known}
    merits = [(_merit(head, [item.question.zh, item.question.en]), item.id) for item in bank.items]
    (best, item), *rest = best_two(merits)
    if head.id in {item.id for item in bank.items}:
        # a host's own `q3` before the text of another question is two things said at once
        exact |= {head.id} | ({item} if not exact and best >= CLEAR else set())
    if exact:
        return made(exact.pop(), "exact") if len(exact) == 1 else made(ASK, "names several questions", *sorted(exact))
    if re.search(r"层级|职级|管理级别|level do you|your level", head.text.lower()):
        return made("level", "similar")
    second = rest[0] if rest else (0.0, "")
    if best >= CLEAR and best - second[0] >= MARGIN:
        return made(item, f"similar {best:.2f}")
    if best >= FAINT:
        near = [name for merit, name in sorted(merits, reverse=True)[:3] if merit >= max(FAINT, best - 2 * MARGIN)]
        return made(ASK, f"resembles {best:.2f}", *near)
    return made(NOTHING, "no question resembles it")


def _of_person(head: Head) -> tuple[str, str] | None:
    """(read_as, found) of a column about the person or of the host's own; None for any other."""
    bare = plain(core(head.text))
    said = (bare, plain(head.text), *(plain(core(part)) for part in reversed(head.parts)))
    kind = next((META_OF[text] for text in said if text in META_OF), "")
    if kind == "personal":
        return NOTHING, "personal data, stays in the file"
    if kind:
        return kind, "the host's own column" if kind == NOTHING else "exact"
    if len(bare) <= 12 and ("部门" in bare or "department" in bare):
        return "department", "similar"
    return None


def _merit(head: Head, texts: list[str]) -> float:
    return max((likeness(plain(part), plain(text)) for part in head.readings() for text in texts), default=0.0)


def _once_each(lines: list[Line]) -> list[Line]:
    """A question or a person's field that two columns seem to be is asked for."""
    exact = Counter(line.read_as for line in lines if line.found == "exact")
    used = Counter(line.read_as for line in lines)
    kept = []
    for line in lines:
        several = used[line.read_as] > 1 and line.read_as not in (NOTHING, ASK)
        if several and not (line.found == "exact" and exact[line.read_as] == 1):
            line = line.model_copy(  # noqa: PLW2901 - the same column, now with a question mark
                update={"read_as": ASK, "found": "more than one column resembles it", "candidates": (line.read_as,)}
            )
        kept.append(line)
    return kept


def _quoted(text: str) -> str:
    """In double quotes, without the characters that YAML does not take."""
    return json.dumps(re.sub(r"[\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "", text), ensure_ascii=False)
