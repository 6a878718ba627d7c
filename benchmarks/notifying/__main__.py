"""What is told: messages, reminders, deliveries, and what kills leave.

`python -m benchmarks.notifying [--quick] [--json] [--only NAME …]`: every module of this package with a
`measure`, in the order of their names.
"""

import sys

from benchmarks.parts import run_parts

if __name__ == "__main__":
    sys.exit(run_parts("benchmarks.notifying", __doc__))
