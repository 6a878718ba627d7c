"""`huiqi audit`: the twelve invariants, checked by number on a running system."""

from huiqi.audit.auditing import audit
from huiqi.audit.report import Finding, Report

__all__ = ["Finding", "Report", "audit"]
