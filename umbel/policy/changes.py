"""What differs between two versions of a pack, in short lines for people, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from umbel.policy.pack import (
    Classification,
    Concept,
    District,
    Evaluation,
    Pack,
    Place,
    Provision,
    Registration,
    Sampling,
    Text,
)
from umbel.words import Message

KINDS = {
    "size_bands": Message("size band"),
    "organization_classes": Message("class of organization"),
    "questions": Message("question"),
    "offices": Message("office"),
    "document_kinds": Message("kind of document"),
    "refusal_grounds": Message("ground for refusal"),
    "commitments": Message("commitment"),
    "undertakings": Message("undertaking"),
    "activity_kinds": Message("kind of activity"),
    "requirements": Message("requirement"),
    "due_times": Message("due time"),
    "forms": Message("form"),
    "measures": Message("measure"),
    "indicators": Message("indicator"),
    "caps": Message("cap"),
    "vetoes": Message("veto"),
    "grades": Message("grade"),
    "labels": Message("label"),
    "rungs": Message("rung"),
    "standing_conditions": Message("standing condition"),
    "withholding_grounds": Message("ground for withholding"),
    "matters": Message("matter"),
    "districts": Message("district"),
}
PARTS = {"part": "部分", "tier": "层级", "concept": "领域"}
HEAD = ("version", "effective_from", "effective_until", "time_zone", "supervision_year_starts", "total_points")
FIELDS = {
    "version": "版本",
    "effective_from": "最早施行日",
    "effective_until": "失效日",
    "time_zone": "时区",
    "supervision_year_starts": "监督年度起始",
    "total_points": "总分",
    "points": "分值",
    "score": "计分公式",
    "because": "说明",
    "when": "条件",
    "total": "总分上限",
    "grade": "等次",
    "ground": "事由",
    "expression": "统计方式",
    "where": "统计范围",
    "table": "记录表",
    "title": "名称",
    "name": "名称",
    "status": "出处性质",
    "reference": "出处",
    "reason": "理由",
    "minimum": "每期次数",
    "minimum_by_size": "按规模的每期次数",
    "hours": "工时",
    "period": "期间",
    "due_days": "期后工作日",
    "due_months": "期后月数",
    "working_days": "工作日",
    "judged": "由委员会评议",
    "role": "性质",
    "adverse": "不利措施",
    "effect": "效力",
    "after": "须在其后",
    "within_months": "须在月数之内",
    "reply_days": "陈述意见工作日",
    "substituted_days": "公告送达工作日",
    "appeal_days": "申诉工作日",
    "appeal_decision_days": "申诉决定工作日",
    "appeal_suspends": "申诉停止执行",
    "lasts_months": "有效月数",
    "lowers": "等次改计",
    "valid_until": "等次有效期",
    "wording": "文本",
}
"""Field -> its Chinese name; English takes the field's own."""
ZH = "zh-hans"


def pack_changes(old: Pack, new: Pack, language: str = "en") -> list[str]:
    """What the new pack adds, drops and changes. Where an entry stands in its file is no change."""
    told = _Teller(language)
    return [
        *(
            told.line(told.field(name), getattr(old, name), getattr(new, name))
            for name in HEAD
            if _differ(old, new, name)
        ),
        *told.entries("part", _registration(old), _registration(new)),
        *told.entries("part", _one(old.sampling), _one(new.sampling)),
        *told.entries("part", _one(old.evaluation), _one(new.evaluation)),
        *told.entries("tier", old.tiers.values(), new.tiers.values()),
        *(line for name in KINDS for line in told.entries(name, getattr(old, name), getattr(new, name))),
        *told.entries("concept", _concepts(old.classification), _concepts(new.classification)),
        *told.calendar(old, new),
    ]


@dataclass(frozen=True, slots=True)
class _Teller:
    language: str

    @property
    def chinese(self) -> bool:
        return self.language == ZH

    def kind(self, name: str) -> str:
        en, zh = KINDS.get(name) or (name, PARTS.get(name, name))
        return zh if self.chinese else en

    def field(self, name: str) -> str:
        return FIELDS.get(name, name) if self.chinese else name.replace("_", " ")

    def line(self, what: str, was: object, now: object) -> str:
        before, after = self.said(was), self.said(now)
        return f"{what}：{before}改为{after}" if self.chinese else f"{what}: {before} is now {after}"

    def entries(self, name: str, old: Iterable[Any], new: Iterable[Any]) -> Iterator[str]:
        before, after = {entry.code: entry for entry in old}, {entry.code: entry for entry in new}
        kind = self.kind(name)
        for code, entry in after.items():
            if code not in before:
                yield f"新增{kind} {code}" if self.chinese else f"{kind} {code} is new"
                continue
            for field in fields(entry):
                was, now = getattr(before[code], field.name), getattr(entry, field.name)
                if was != now and not isinstance(now or was, Place) and field.name != "places":
                    named = self.field(field.name)
                    yield self.line(f"{kind} {code} {named}" if self.chinese else f"{kind} {code}: {named}", was, now)
        for code in before:
            if code not in after:
                yield f"删去{kind} {code}" if self.chinese else f"{kind} {code} is gone"
        kept = [code for code in after if code in before]
        if kept != [code for code in before if code in after]:
            listed = ", ".join(after)
            yield f"{kind}的顺序改为：{listed}" if self.chinese else f"the order of each {kind} is now {listed}"

    def calendar(self, old: Pack, new: Pack) -> Iterator[str]:
        before, after = ({day.on: day.working for day in pack.calendar} for pack in (old, new))
        changed = sorted(on for on in before | after if before.get(on) != after.get(on))
        if len(changed) == 1:
            yield f"工作日历：{changed[0]}一天不同" if self.chinese else f"calendar: 1 day differs, {changed[0]}"
        elif changed:
            first, last, many = changed[0], changed[-1], len(changed)
            yield (
                f"工作日历：{first}至{last}间有{many}天不同"
                if self.chinese
                else f"calendar: {many} days differ, from {first} to {last}"
            )

    def said(self, value: object) -> str:
        match value:
            case Text():
                return f'"{value.in_language(self.language)}"'
            case None | ():
                return "无" if self.chinese else "none"
            case Provision() | District() | Concept():
                return str(getattr(value, "code", ""))
            case (str(), *_):
                return ", ".join(map(str, value))
            case str() if not isinstance(value, StrEnum):
                return f'"{value}"'
            case _:
                return str(value)


def _one[T: (Sampling, Evaluation)](entry: T | None) -> tuple[T, ...]:
    return (entry,) if entry else ()


def _registration(pack: Pack) -> tuple[Registration, ...]:
    return (pack.registration,) if pack.registration else ()


def _concepts(classification: Classification | None) -> tuple[Concept, ...]:
    return classification.concepts if classification else ()


def _differ(old: Pack, new: Pack, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))
