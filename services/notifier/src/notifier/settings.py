"""The notifier's settings, from the environment with the prefix `HUIQI_`."""

from pydantic import SecretStr

from shared.settings import ServiceSettings, SiteUrl


class Settings(ServiceSettings):
    """Without `smtp_host` no mail is sent; webhooks need no setting."""

    smtp_host: str | None = None
    smtp_port: int = 25
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_use_tls: bool = False
    smtp_starttls: bool | None = None
    mail_from: str = "huiqi@localhost.localdomain"

    # An HTTP gateway for text messages: JSON POSTs, signed with the secret (whsec_…).
    sms_url: SiteUrl | None = None
    sms_secret: SecretStr | None = None

    # Lets webhooks go to private addresses and by plain HTTP: for development and tests.
    webhook_allow_private: bool = False
    # Attempts under way at a time, and how many more where endpoints take long.
    delivery_concurrency: int = 200
    delivery_most_slow: int = 1000
    # How long a process may be at a delivery before another takes it up; longer than any attempt takes.
    delivery_lease_seconds: float = 60.0

    # Seal endpoint secrets in the database: the first seals, all open, separated by commas. Without them the
    # key is derived from the session secret.
    secrets_keys: SecretStr | None = None
    notifier_poll_seconds: float = 1.0
    # How long mail about a match waits for more to go with it.
    notifier_gather_seconds: float = 5.0
