"""The far end of the Voice SDK: its signalling, its tokens, its sounds."""
