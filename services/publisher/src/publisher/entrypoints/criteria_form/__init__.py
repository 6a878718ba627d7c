"""The criteria editor's form: a tree as fields that a person fills in, and back, with what is unfinished."""

from publisher.entrypoints.criteria_form.acting import act
from publisher.entrypoints.criteria_form.building import Built, build
from publisher.entrypoints.criteria_form.fields import fields_of, read_fields
from publisher.entrypoints.criteria_form.nodes import EditNode
from publisher.entrypoints.criteria_form.taking_apart import node_of

__all__ = ["Built", "EditNode", "act", "build", "fields_of", "node_of", "read_fields"]
