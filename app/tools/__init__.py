"""The tools: each module owns one; a row in `app/actions.py` puts it on the tool bar."""
