"""Does to a local copy of a landed table what another engine might do: readers_meddle.py DIR checkpoint|compact"""

import sys

from deltalake import DeltaTable

table = DeltaTable(sys.argv[1])
{"checkpoint": table.create_checkpoint, "compact": table.optimize.compact}[sys.argv[2]]()
