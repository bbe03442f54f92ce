"""What the workbook of scores says, in both languages."""

from __future__ import annotations

from assess.diagnose.maturity.groups import FEWEST
from assess.diagnose.maturity.privacy.thresholds import FEWEST_FOR_COMMENTS

SAID: dict[str, dict[str, str]] = {
    "zh": {
        "about": "说明", "items": "题目", "dimensions": "维度", "targets": "目标", "gaps": "认知差距",
        "hidden": f"不足 {FEWEST} 人，不显示", "nobody": "无人作答", "not_asked": "不问",
        "id": "编号", "name": "名称", "dimension": "维度", "people": "人数", "mean": "题目均分", "adjust": "漏答修正",
        "score": "得分", "company": "公司", "overall": "总分", "floor": "最低的维度", "current": "现状",
        "target": "目标（可填）", "gap": "差距", "reached": "达成率", "respondents": "答卷人数",
        "badge": "级别徽章", "higher": "评得高的", "lower": "评得低的", "difference": "相差", "p": "p 值",
        "of_all": "整体判断",
        "withheld": "会暴露个人，不显示", "comments": "留言", "comment": "留言原文",
        "mask_names": f"一道题有 {FEWEST_FOR_COMMENTS} 人以上作答，才列出留言；顺序打乱，不带姓名、层级和部门。"
        "留言里写到的人名没有遮盖，转发前请逐条看过。",
    },
    "en": {
        "about": "Read me", "items": "Items", "dimensions": "Dimensions", "targets": "Targets", "gaps": "Gaps",
        "hidden": f"fewer than {FEWEST}, not shown", "nobody": "no answer", "not_asked": "not asked",
        "id": "Id", "name": "Name", "dimension": "Dimension", "people": "people", "mean": "mean of items",
        "adjust": "for omissions", "score": "score", "company": "Company", "overall": "Overall",
        "floor": "Lowest dimension", "current": "Now", "target": "Target (fill in)", "gap": "Gap",
        "reached": "Reached", "respondents": "Respondents", "badge": "Badge", "higher": "Rated higher by",
        "lower": "Rated lower by", "difference": "Difference", "p": "p value", "of_all": "Overall question",
        "withheld": "would show whose, not shown", "comments": "Comments", "comment": "Comment",
        "mask_names": f"Comments are listed where at least {FEWEST_FOR_COMMENTS} people answered the question: "
        "shuffled, without name, level or department. Names inside a comment are not masked; read each before you "
        "pass it on.",
    },
}  # fmt: skip
_ZH = f"""
这里只有汇总数字和打乱顺序的留言：不足 {FEWEST} 人的组既不显示，也不计入任何数字；没有任何个人的评分。
“题目”页的均分是数值，其余都是公式：题目均分 → 维度得分 → 公司得分（各层级同等计算）→ 总分；改动前面，后面随之重算。
维度得分按人平均，题目均分按回答平均；有人漏答时两者不同，差额列在“漏答修正”。
“目标”页的黄色格子可以填写；达成率 = 1 − 各维度差距之和 ÷ 各维度（目标 − 1）之和，超出目标的部分不抵扣别处的差距。
"""
_EN = f"""
Only aggregates and shuffled comments: a group of fewer than {FEWEST} enters no number; nobody's scores are here.
Means on the sheet Items are values, all else is formulas: dimensions, company (each level counts the same), overall.
A dimension's score is the mean of people, that of its items the mean of answers; omissions make the two differ.
Yellow cells on the sheet Targets are yours. Reached = 1 − sum of gaps / sum of (target − 1); a surplus offsets no gap.
"""
RULES = {"zh": tuple(_ZH.strip().split("\n")), "en": tuple(_EN.strip().split("\n"))}
