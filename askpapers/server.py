"""A server with OpenAI's interface: its address, and the key that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Server:
    """An address and the key that belongs to it; `timeout` in seconds is the longest silence."""

    url: str
    key: str | None = field(repr=False)
    timeout: float

    @property
    def name(self) -> str:
        """The address without what might be secret."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}".rstrip("/")

    @property
    def is_azure(self) -> bool:
        """Whether it takes the key in a header of its own, and reads a bearer token as something else."""
        parts = urlsplit(self.url)
        return "/openai/deployments/" in parts.path or (parts.hostname or "").endswith(".openai.azure.com")
