"""The only writers of what is due and what was done."""

from umbel.activities.acts.bulk_import import enter_records
from umbel.activities.acts.extending import extend
from umbel.activities.acts.filings import hand_in
from umbel.activities.acts.findings import find, record_silences
from umbel.activities.acts.obligation_deadlines import run_near_deadlines
from umbel.activities.acts.obligations import generate_ahead, generate_obligations, replace_obligations
from umbel.activities.acts.reexamination import ask_to_look_again, look_again
from umbel.activities.acts.reporting import File, Report, check_report, correct, hand_in_again, report, withdraw
from umbel.activities.acts.signs import rule_on_sign
from umbel.activities.acts.uploading import file_upload, keep_upload, resume_uploads
from umbel.activities.acts.visits import answer_visit, commit_draw, drop_visit, report_visit

__all__ = [
    "File",
    "Report",
    "answer_visit",
    "ask_to_look_again",
    "check_report",
    "commit_draw",
    "correct",
    "drop_visit",
    "enter_records",
    "extend",
    "file_upload",
    "find",
    "generate_ahead",
    "generate_obligations",
    "hand_in",
    "hand_in_again",
    "keep_upload",
    "look_again",
    "record_silences",
    "replace_obligations",
    "report",
    "report_visit",
    "resume_uploads",
    "rule_on_sign",
    "run_near_deadlines",
    "withdraw",
]
