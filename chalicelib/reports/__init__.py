"""Reports: KPI formulas over the event log, laid out for screen, XLSX and CSV.

reports.ask(kind, start_at, end_at, language, requested_by, now)   queue one
reports.run(run_id, now)                                           the job `reports.JOB` makes it
reports.ask_for_yesterday(now)                                     what the nightly schedule calls
"""

from chalicelib.doors import lazily

with lazily(__name__):
    from chalicelib.reports.build import JOB, Kind, ask, ask_for_yesterday, run

__all__ = ["JOB", "Kind", "ask", "ask_for_yesterday", "run"]
