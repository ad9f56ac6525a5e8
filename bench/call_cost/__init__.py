"""What one inbound call costs on AWS: three IVR steps, queue, agent, recording, wrap-up.

    python -m bench.call_cost [--calls 5] [--json]

Every request of the carrier, the agent's desk, the queues and the event stream goes through the handlers that
are deployed, in this process; what they ask of AWS is counted where it is sent, and priced by bench.prices.
A timer's message is delivered when it is due, a job's at once. The stream's records come as its deployed
mapping delivers them: those that its filter lets through, what was written within its window together.
Nobody watches the floor. The time in Lambda is the CPU time of the quietest call, as Lambda shares out
processors, and the waiting for answers, the carrier's among them.

center.py    the deployed handlers, invoked and timed
stream.py    the lines that were written, as the stream's mapping delivers them
script.py    what the carrier and the agent's browser ask in one call
report.py    what was counted, in dollars
"""
