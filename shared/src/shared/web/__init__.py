"""The page shell and the HTTP application of every service. README.md beside this file shows how."""

from shared.web.app import bare_app, create_app
from shared.web.flash import see_other
from shared.web.problems import Problem
from shared.web.sentences import FieldError, form_errors
from shared.web.templates import Templates, make_templates

__all__ = [
    "FieldError",
    "Problem",
    "Templates",
    "bare_app",
    "create_app",
    "form_errors",
    "make_templates",
    "see_other",
]
