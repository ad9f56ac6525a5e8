"""The only room that knows AWS plumbing: tables, timers, jobs, objects, sockets, settings."""
