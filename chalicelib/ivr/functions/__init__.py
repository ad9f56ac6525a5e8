"""What a flow can ask Trunkline itself, one file each; a flow asks with a `function:NAME` URL.

A new function is a new file here, named as the function, and nothing else; it is loaded when it is asked.
"""

from chalicelib.ivr.functions.registry import SCHEME, answer, described, is_once, names, problem_with

__all__ = ["SCHEME", "answer", "described", "is_once", "names", "problem_with"]
