"""The static files as they were gathered, each address looked up once."""

from functools import cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class GatheredStorage(CompressedManifestStaticFilesStorage):
    """Keeps the addresses: a page names twenty files, and they change only when the server starts anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
