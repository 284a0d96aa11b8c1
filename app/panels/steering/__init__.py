"""The section of the Assist panel for what steers a generation beside its prompt."""

from app.panels.steering.bench import Bench
from app.panels.steering.panel import SteeringPanel

__all__ = ["Bench", "SteeringPanel"]
