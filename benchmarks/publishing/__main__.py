"""What a department waits for when it writes, previews and hands in.

`python -m benchmarks.publishing [--quick] [--json] [--only NAME …]`: every module of this package with a
`measure`, in the order of their names.
"""

import sys

from benchmarks.parts import run_parts

if __name__ == "__main__":
    sys.exit(run_parts("benchmarks.publishing", __doc__))
