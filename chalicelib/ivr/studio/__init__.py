"""Studio's REST resources over our flows, so that Twilio's own clients read, publish and run them.

flows.py        a flow and its revisions as Studio has them: our published revisions, and the draft after them
executions.py   executions by their sids
steps.py        the steps of an execution, with what it knew after each
test_user_store.py   addresses that try a flow's draft
present.py      resources as JSON
forms.py        parameters
api.py          the routes, under `/v2`
"""
