"""Downloads from a model hub: the catalogue, what a page holds, and a thread that fetches it safely."""

from inference.hub.catalogue import Entry, order_of, read_catalogue
from inference.hub.downloader import Downloader, Hub
from inference.hub.events import (
    Cancelled,
    Ending,
    Event,
    Failed,
    Finished,
    Planned,
    Progressed,
    Started,
    Verified,
)
from inference.hub.headless import default_hub, download_model
from inference.hub.listing import Listing, RepoFile, list_files
from inference.hub.plan import KIND_FOLDERS, STAGING, Order, Plan, plan_download
from inference.hub.reference import Reference, parse_reference
from inference.hub.sizes import readable
from inference.hub.staging import Staging, Unfinished, unfinished
from inference.hub.stop import Patience, Stop
from inference.hub.tokens import TokenStore
from inference.hub.web import PUBLIC_HUB, Web, hub_address

__all__ = [
    "KIND_FOLDERS",
    "PUBLIC_HUB",
    "STAGING",
    "Cancelled",
    "Downloader",
    "Ending",
    "Entry",
    "Event",
    "Failed",
    "Finished",
    "Hub",
    "Listing",
    "Order",
    "Patience",
    "Plan",
    "Planned",
    "Progressed",
    "Reference",
    "RepoFile",
    "Staging",
    "Started",
    "Stop",
    "TokenStore",
    "Unfinished",
    "Verified",
    "Web",
    "default_hub",
    "download_model",
    "hub_address",
    "list_files",
    "order_of",
    "parse_reference",
    "plan_download",
    "read_catalogue",
    "readable",
    "unfinished",
]
