"""Browser audio: one peer connection per call, on loopback only."""
