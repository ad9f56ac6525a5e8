"""Executions that no incoming call began, and what a flow waits for beside its call.

executions.py   start one by REST or by a message, bring it news, end it
waiting.py      timers: of a reply that does not come, of a call lent to another application
thread_store.py which execution a contact's next message belongs to
webhooks.py     calls that a flow placed, messages that come in
"""
