"""An AWS for the laptop: MiniStack in a process of its own, behind this thin seam, made durable.

Nothing outside this package knows MiniStack. `python -m sandbox.cloud --port 8082 --state-dir DIR` serves it.
"""
