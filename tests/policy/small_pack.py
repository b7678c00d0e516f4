"""A small valid pack as texts: the ground every test of this piece changes."""

PACK = """\
[pack]
id = "small"
version = "1.2.0"
title = { en = "Small", zh-hans = "小" }
summary = { en = "A pack for tests.", zh-hans = "测试用规则包。" }
effective_from = 2025-01-01
time_zone = "Asia/Shanghai"
supervision_year_starts = "01-01"
size_unit = { en = "members", zh-hans = "名成员" }
total_points = 20
status = "assumed"
reason = "It is a test."

[tiers.apex]
name = { en = "apex", zh-hans = "总会" }
plural = { en = "apexes", zh-hans = "总会" }
status = "assumed"
reason = "It is a test."

[tiers.joint]
name = { en = "joint", zh-hans = "联合" }
plural = { en = "joints", zh-hans = "联合" }
target_size = 50
size_range = [40, 60]
status = "sourced"
reference = "A text."

[tiers.organization]
name = { en = "organization", zh-hans = "组织" }
plural = { en = "organizations", zh-hans = "组织" }
status = "assumed"
reason = "It is a test."

[districts]
title = { en = "Districts", zh-hans = "区" }
file = "districts.csv"
status = "assumed"
reason = "It is a test."

[calendar]
title = { en = "Calendar", zh-hans = "日历" }
file = "calendar.csv"
weekend = [5, 6]
status = "assumed"
reason = "It is a test."

[[size_band]]
id = "small"
name = { en = "small", zh-hans = "小型" }
below = 50
status = "assumed"
reason = "It is a test."

[[size_band]]
id = "large"
name = { en = "large", zh-hans = "大型" }
status = "assumed"
reason = "It is a test."
"""

RULES = """\
[[requirement]]
id = "quarterly"
title = { en = "Quarterly", zh-hans = "每季度" }
kind = "activity"
period = "quarter"
due_days = 15
status = "assumed"
reason = "It is a test."

[[requirement]]
id = "annual-report"
title = { en = "Report", zh-hans = "年度报告" }
kind = "filing"
period = "year"
due_months = 3
status = "assumed"
reason = "It is a test."

[[measure]]
id = "met"
title = { en = "Met", zh-hans = "已办" }
from = "obligation"
is = "count(*)"
where = "fate = 'met'"
if_none = 0
status = "assumed"
reason = "It is a test."

[[indicator]]
id = "regularity"
title = { en = "Regularity", zh-hans = "经常性" }
points = 12.5
score = "least(met * 2.5, 12.5)"
because = { en = "{met} met", zh-hans = "已办{met}项" }
status = "assumed"
reason = "It is a test."

[[indicator]]
id = "size_points"
title = { en = "Size", zh-hans = "规模" }
points = 7.5
score = "7.5"
because = { en = "always", zh-hans = "一律" }
status = "assumed"
reason = "It is a test."

[[veto]]
id = "none_met"
title = { en = "None met", zh-hans = "均未办理" }
when = "met = 0"
grade = "B"
because = { en = "none", zh-hans = "均未办理" }
status = "assumed"
reason = "It is a test."

[[grade]]
id = "A"
title = { en = "good", zh-hans = "好" }
when = "total >= 15"
status = "assumed"
reason = "It is a test."

[[grade]]
id = "B"
title = { en = "other", zh-hans = "其他" }
when = "true"
status = "assumed"
reason = "It is a test."

[[label]]
id = "idle"
title = { en = "idle", zh-hans = "停摆" }
adverse = true
ground = "met = 0"
because = { en = "nothing met", zh-hans = "均未办理" }
status = "assumed"
reason = "It is a test."
"""

EXAMPLE = """\
title = "One quarter met in time is worth two and a half points."

[cycle]
from = 2025-01-01
until = 2026-01-01
as_of = 2026-04-15

[organization]
district = "1"
size = 20
registered_on = 2020-05-05

[[obligation]]
requirement = "quarterly"
period = "2025-Q1"
met_on = 2025-04-10

[expect]
measures = { met = 1 }
points = { regularity = "2.50", size_points = "7.50" }
total = "10.00"
grade = "B"
grounds = []
"""

FILES = {
    "pack.toml": PACK,
    "rules.toml": RULES,
    "districts.csv": "code,title_en,title_zh\n1,East,东\n2,West,西\n",
    "calendar.csv": "date,day,title\n2025-04-04,off,Qingming\n2025-04-27,worked,Labour Day\n",
    "examples/one.toml": EXAMPLE,
}

QUESTIONS = ("name", "class", "field", "district", "purposes", "office-holders", "documents", "commitments")
DUE_TIMES = {
    "completeness": 5,
    "more-information": 5,
    "examination": 20,
    "opinion": 15,
    "decision": 10,
    "placement": 10,
    "review-request": 10,
    "review": 20,
    "change": 20,
}
STATED = 'status = "assumed"\nreason = "It is a test."\n'
TITLE = 'title = { en = "Title", zh-hans = "标题" }\n'


def entry(kind, code, *lines):
    """An entry of a list as text."""
    return f'[[{kind}]]\nid = "{code}"\n{TITLE}' + "".join(f"{line}\n" for line in lines) + STATED + "\n"


REGISTRATION = (
    f'[registration]\n{TITLE}identifier_scheme = "local-small"\ntarget_days = 35\n{STATED}\n'
    + entry("organization_class", "club")
    + entry("organization_class", "fund")
    + "".join(entry("question", code, 'why = { en = "Because.", zh-hans = "因为。" }') for code in QUESTIONS)
    + entry("office", "chair")
    + entry("office", "deputy", "required = false")
    + entry("document_kind", "articles")
    + entry("document_kind", "accounts", "required = false", 'classes = ["fund"]')
    + entry("refusal_ground", "false-statements")
    + entry(
        "commitment",
        "pledge",
        'wording = { en = "We pledge.", zh-hans = "我们承诺。" }',
        'made_by = { en = "the chair", zh-hans = "主席" }',
        "version = 2",
        'offices = ["chair", "deputy"]',
        "renew_months = 24",
    )
    + entry("undertaking", "plan", 'commitment = "pledge"', "due_days = 30")
    + entry("undertaking", "meeting", 'commitment = "pledge"', "due_months = 3")
    + "".join(entry("due_time", code, f"working_days = {days}") for code, days in DUE_TIMES.items())
)
"""What makes the small pack one under which organizations are registered: a file of its own."""
