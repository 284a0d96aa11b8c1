"""The AI runtime: torch and its kin in an environment of their own, added when they are first needed."""
