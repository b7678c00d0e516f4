"""The only writers of bulletins and of what becomes of them."""

from umbel.bulletins.acts.receiving import acknowledge, open_copy
from umbel.bulletins.acts.relaying import escalate, pass_on, relay
from umbel.bulletins.acts.sending import Message, check, resume_bulletins, send, withdraw

__all__ = [
    "Message",
    "acknowledge",
    "check",
    "escalate",
    "open_copy",
    "pass_on",
    "relay",
    "resume_bulletins",
    "send",
    "withdraw",
]
