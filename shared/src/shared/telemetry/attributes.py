"""Names of span attributes and log fields, in one place. Call sites never spell one."""

from typing import Final

POLICY_ID: Final = "huiqi.policy_id"
REVISION: Final = "huiqi.revision"
EVENT_ID: Final = "huiqi.event_id"
EVENT_TYPE: Final = "huiqi.event_type"
CREDIT_CODE: Final = "huiqi.credit_code"
CHANNEL: Final = "huiqi.channel"
ENDPOINT_KIND: Final = "huiqi.endpoint_kind"
MESSAGE_ID: Final = "huiqi.message_id"
BATCH_SIZE: Final = "messaging.batch.message_count"
MESSAGING_SYSTEM: Final = "messaging.system"
MESSAGING_DESTINATION: Final = "messaging.destination.name"
MESSAGING_OPERATION: Final = "messaging.operation.type"
MESSAGING_GROUP: Final = "messaging.consumer.group.name"
