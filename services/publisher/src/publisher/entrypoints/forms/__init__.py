"""The draft's form: from content to fields, and back with a sentence beside each wrong one."""

from publisher.entrypoints.forms.reading import DraftForm, read_form
from publisher.entrypoints.forms.values import values_of

__all__ = ["DraftForm", "read_form", "values_of"]
