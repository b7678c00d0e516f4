"""The only writers of the record. Callers end their act with `record`, inside its transaction."""

from umbel.audit.actors import Actor, Subject
from umbel.audit.acts.recording import Act, checkpoint, origin, record, record_many
from umbel.audit.acts.route import RouteLeft, whole
from umbel.audit.acts.sent_once import SentBeforeError, answering, forget_sent_forms, keep_where_it_led, leads_to
from umbel.audit.scope import request_scope

__all__ = [
    "Act",
    "Actor",
    "RouteLeft",
    "SentBeforeError",
    "Subject",
    "answering",
    "checkpoint",
    "forget_sent_forms",
    "keep_where_it_led",
    "leads_to",
    "origin",
    "record",
    "record_many",
    "request_scope",
    "whole",
]
