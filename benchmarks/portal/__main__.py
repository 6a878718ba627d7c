"""How fast and how well the portal shows, mirrors and finds policies.

`python -m benchmarks.portal [--quick] [--json] [--only NAME …]`: every module of this package with a
`measure`, in the order of their names.
"""

import sys

from benchmarks.parts import run_parts

if __name__ == "__main__":
    sys.exit(run_parts("benchmarks.portal", __doc__))
