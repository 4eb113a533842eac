"""Every setting, in one typed place. Environment variables carry the prefix ``NEWS_ASSISTANT_``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

APP = "news-assistant"


class Settings(BaseSettings):
    """Settings from keyword arguments, else the environment, else the defaults below."""

    model_config = SettingsConfigDict(env_prefix="NEWS_ASSISTANT_", frozen=True, extra="forbid")

    store: Path = Field(default_factory=lambda: user_data_path(APP) / "store")
    """Folder of the catalogue and the Chroma index."""
    models_dir: Path = Field(default_factory=lambda: user_cache_path(APP) / "models")
    """Folder where downloaded weights are kept."""
    chroma_url: str | None = None
    """A Chroma server, such as http://127.0.0.1:8000; None keeps Chroma in the store's folder."""
    chroma_token: SecretStr | None = None
    """Bearer token for the Chroma server."""
    search: Literal["auto", "exact"] = "auto"
    """auto: Chroma where this process owns it; exact: always exact cosine over the catalogue's vectors."""
    embedding_model: str = "bundled"
    """bundled, a sentence-transformers name or folder, or provider:model through LangChain's init_embeddings."""
    llm: str = "embedded"
    """embedded, embedded:NAME, none, provider:model, or an OpenAI-compatible URL, optionally URL#MODEL."""
    llm_api_key: SecretStr | None = None
    """Key for an OpenAI-compatible URL."""
    llm_timeout: float = Field(default=120.0, gt=0)
    """Seconds that one call of the language model may take."""
    llm_max_tokens: int = Field(default=160, gt=0)
    """Tokens that a draft may have."""
    llm_threads: int | None = None
    """Threads of the embedded language model; None uses the machine's cores."""
    llm_cache: bool = True
    """Whether the embedded server may reuse repeated prompt prefixes; off for repeatable numbers."""
    seed: int = 1
    """Seed of the language model."""
    k: int = Field(default=10, gt=0, le=200)
    """Passages that a search returns."""
    passages_read: int = Field(default=5, gt=0, le=12)
    """Whole passages that the language model reads."""
    evidence_tokens: int = Field(default=1200, gt=0)
    """Token budget (cl100k_base) of the passages that the language model reads."""
    infer: bool = True
    """Whether outlets and times of a question re-rank the hits; what was published too early for them is not read."""
    now: datetime | None = None
    """The date taken as today; articles published more than a day later are left out. None is the present."""
    timezone: str = "UTC"
    """Time zone in which days begin, as an IANA name."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    """Lowest level that is logged to stderr."""
