"""The event contracts: what travels between services, and on which topic."""

from shared.events.base import Contract, Event
from shared.events.channels import ChannelDrifted, ChannelMirrored, ChannelWithdrawn
from shared.events.enterprises import EnterpriseProfiled, EnterpriseRemoved
from shared.events.hashing import content_hash
from shared.events.matches import DecidingCriterion, MatchChange, MatchesChanged, PolicyBrief, Verdict
from shared.events.notifications import (
    EndpointKind,
    NotificationDelivered,
    NotificationFailed,
    NotificationOpened,
)
from shared.events.policies import (
    Attachment,
    Benefit,
    BenefitKind,
    Contact,
    Department,
    Edition,
    Interpretation,
    InterpretationKind,
    PolicyContent,
    PolicyKind,
    PolicyPublished,
    PolicyReference,
    PolicyWithdrawn,
    Question,
    ServiceItem,
    Window,
    WithdrawalKind,
)
from shared.events.results import (
    ApplicationProgressed,
    ApplicationState,
    ResultEntry,
    ResultsAnnounced,
    ResultsFinalised,
)

__all__ = [
    "ApplicationProgressed",
    "ApplicationState",
    "Attachment",
    "Benefit",
    "BenefitKind",
    "ChannelDrifted",
    "ChannelMirrored",
    "ChannelWithdrawn",
    "Contact",
    "Contract",
    "DecidingCriterion",
    "Department",
    "Edition",
    "EndpointKind",
    "EnterpriseProfiled",
    "EnterpriseRemoved",
    "Event",
    "Interpretation",
    "InterpretationKind",
    "MatchChange",
    "MatchesChanged",
    "NotificationDelivered",
    "NotificationFailed",
    "NotificationOpened",
    "PolicyBrief",
    "PolicyContent",
    "PolicyKind",
    "PolicyPublished",
    "PolicyReference",
    "PolicyWithdrawn",
    "Question",
    "ResultEntry",
    "ResultsAnnounced",
    "ResultsFinalised",
    "ServiceItem",
    "Verdict",
    "Window",
    "WithdrawalKind",
    "content_hash",
]
