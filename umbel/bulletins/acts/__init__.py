"""The only writers of bulletins and of what becomes of them."""

from umbel.bulletins.acts.receiving import acknowledge, open_copy
from umbel.bulletins.acts.relaying import escalate, pass_on, relay
from umbel.bulletins.acts.returns import accept, call, close, forward, save, send_return_back, submit
from umbel.bulletins.acts.sending import Draft, check, resume_bulletins, send, withdraw

__all__ = [
    "Draft",
    "accept",
    "acknowledge",
    "call",
    "check",
    "close",
    "escalate",
    "forward",
    "open_copy",
    "pass_on",
    "relay",
    "resume_bulletins",
    "save",
    "send",
    "send_return_back",
    "submit",
    "withdraw",
]
