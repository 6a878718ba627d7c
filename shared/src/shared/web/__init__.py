"""The page shell and the HTTP application that every service stands on. README.md beside this file shows how."""

from shared.web.flash import see_other
from shared.web.templates import Templates, make_templates

__all__ = ["Templates", "make_templates", "see_other"]
