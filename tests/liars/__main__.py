"""``make liars``: every implementation of the gate, and what verify says of it."""

# ruff: noqa: T201

from __future__ import annotations

import sys

from apis import APIS
from gate import judged


def main(names: list[str]) -> int:
    known = {name for api in APIS for _, name, *_ in api.services()}
    if unknown := sorted({*names} - known):
        print(f"no implementation of the gate: {', '.join(unknown)}; `make liars` shows them all")
        return 2
    wrong = 0
    for api in APIS:
        for family, name, service, is_honest in api.services():
            if names and name not in names:
                continue
            verdict = judged(
                service(),
                api.document,
                api.fixtures,
                hasty=not (names[1:] or is_honest),
                **api.options,
            )
            is_right = verdict.is_green == is_honest
            wrong += not is_right
            mark = "ok  " if is_right else "FALSE ALARM" if is_honest else "MISSED"
            shown = verdict.told if names or not is_right else verdict.told[:1]
            print(f"{mark:<11} {family:<15} {name:<28} {verdict.seconds:5.1f}s  {(*shown, '')[0]}")
            for line in shown[1:]:
                print(f"{'':<62} {line}")
    print(f"{wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
