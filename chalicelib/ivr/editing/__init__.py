"""Working on flows: drafts, revisions, and what changed between two.

drafts.py          create, save, publish, roll back
semantic_diff.py   the difference of two definitions in words
widget_forms.py    what each widget's form asks for
"""
