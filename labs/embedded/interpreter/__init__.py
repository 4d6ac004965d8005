"""Bitcoin Script in Python: not to decide what is valid, as the kernel does, but to say why something is not.

It also knows the rules that nodes add for what they pass on, which the kernel does not check.
"""

from labs.embedded.interpreter.failures import CONSENSUS_FLAGS, STANDARD_FLAGS, TEXTS, ScriptError
from labs.embedded.interpreter.verify import verify_script

__all__ = ["CONSENSUS_FLAGS", "STANDARD_FLAGS", "TEXTS", "ScriptError", "verify_script"]
