"""The notifier's settings, from the environment with the prefix `HUIQI_`."""

from pydantic import SecretStr

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Without `smtp_host` no mail is sent; webhooks need no setting."""

    smtp_host: str | None = None
    smtp_port: int = 25
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_use_tls: bool = False
    smtp_starttls: bool | None = None
    mail_from: str = "huiqi@localhost.localdomain"

    # Lets webhooks go to private addresses and by plain HTTP: for development and tests.
    webhook_allow_private: bool = False
    delivery_concurrency: int = 20
    notifier_poll_seconds: float = 1.0
