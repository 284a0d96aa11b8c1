"""The window in which models are found, downloaded and looked after."""

from app.model_manager.dialog import ModelManager
from app.model_manager.downloads import Downloads

__all__ = ["Downloads", "ModelManager"]
