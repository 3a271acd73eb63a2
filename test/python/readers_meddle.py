"""Does to a local copy of a landed table what another engine might do: readers_meddle.py DIR checkpoint|compact"""

import os
import sys

from deltalake import DeltaTable

table = DeltaTable(sys.argv[1])
{"checkpoint": table.create_checkpoint, "compact": table.optimize.compact}[sys.argv[2]]()

# As in readers.py: what is done is done, and the interpreter is not taken down under threads that still run.
os._exit(0)
