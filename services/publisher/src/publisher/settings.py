"""The publisher's settings, read from the environment with the prefix `HUIQI_`."""

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings, SiteUrl


class Settings(ServiceSettings):
    """What the publisher needs beyond what every service does."""

    # An uploaded document: bytes at most, seconds and bytes of memory at most while it is read.
    document_bytes: int = 12 * 1024 * 1024
    document_seconds: float = 20
    document_memory: int = 1024 * 1024 * 1024
    # Working days in which the reviews follow an emergency publication; days after which a decision not to
    # disclose is looked at again.
    urgent_review_days: int = Field(5, ge=1, le=60)
    withheld_review_days: int = Field(365, ge=1, le=3650)
    # How often the calendar is looked at: publications that are due, policies that lapse.
    publisher_poll_seconds: float = 2
    # Where the matcher is asked for previews, the public address where nothing is given; and how long.
    matcher_url: SiteUrl | None = None
    matcher_seconds: float = 3
    # A language model that may be asked for a second opinion on who may file; nobody is asked where no
    # address is given. The address is that of an API like OpenAI's, up to and with /v1.
    llm_url: SiteUrl | None = None
    llm_model: str = ""
    llm_key: SecretStr = SecretStr("")
    llm_seconds: float = Field(20, gt=0, le=120)
    # Hosts of 一网通办: the address of a service item lies under one of them.
    service_item_hosts: tuple[str, ...] = ("sh.gov.cn", "shanghai.gov.cn")
