"""Policy packs: the public, versioned rules that one federation runs under.

A *pack* is a folder of TOML and CSV. Every *provision* in it says where it comes from: sourced, with a
reference, or assumed, with a reason. `load_pack` reads one and names everything wrong with it at once;
`find_pack` gives an installed one by id and version. Expressions are carried as text with their place:
`umbel.rubric` reads them.
"""

from umbel.policy.catalogue import find_pack, installed_packs, version_key
from umbel.policy.load import load_pack
from umbel.policy.obligations import DueObligation, obligations_due

__all__ = ["DueObligation", "find_pack", "installed_packs", "load_pack", "obligations_due", "version_key"]
