"""Works on tables in a process of its own: STATE, TIMES (0: until killed), NAME.

It counts in a row that all share and in one of its own, and tells what was acknowledged.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from mockserver.store.opening import open_tables

    state, times, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    tables, done = open_tables(state), 0
    while not times or done < times:
        with tables.change() as edit:
            edit.put("counts", "all", (edit.get("counts", "all") or 0) + 1)
            edit.put("counts", name, (edit.get("counts", name) or 0) + 1)
        done += 1
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()
    tables.close()
