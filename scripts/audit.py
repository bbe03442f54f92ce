"""Known faults of the pinned packages, by pip-audit: `make audit`. It asks osv.dev, so it needs the internet.

Exit code 0 none known, 1 some are, 2 nobody could be asked. A package nobody could look up is never called fine.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

PINNED = Path(__file__).parents[1] / "constraints.txt"
ASK = ("-s", "osv", "-r", str(PINNED), "--no-deps", "--disable-pip", "-f", "json", "--progress-spinner", "off")
UNREACHABLE = (
    "The advisory database (api.osv.dev) could not be reached, so nothing is known of faults in the packages; run "
    "`make audit` where the internet is."
)


def judged(report: dict[str, Any]) -> tuple[int, list[str]]:
    """Exit code and lines of pip-audit's JSON."""
    lines, unseen, faults = [], 0, 0
    for one in report["dependencies"]:
        if "skip_reason" in one:
            unseen += 1
            lines.append(f"{one['name']}: not looked up: {one['skip_reason']}")
        for fault in one.get("vulns", ()):
            faults += 1
            mended = ", ".join(fault.get("fix_versions") or ()) or "no version yet"
            lines.append(f"{one['name']} {one['version']}: {fault['id']}, mended in {mended}")
    lines.append(f"{len(report['dependencies'])} packages: {faults} known faults, {unseen} not looked up")
    return (1 if faults else 2 if unseen else 0), lines


def main() -> int:
    """Ask, and say what was found."""
    uvx = shutil.which("uvx") or shutil.which("uvx", path=str(Path(sys.executable).parent))
    command = [uvx, "pip-audit"] if uvx else [sys.executable, "-m", "pip_audit"]
    asked = subprocess.run([*command, *ASK], check=False, capture_output=True, text=True)
    try:
        code, lines = judged(json.loads(asked.stdout))
    except (ValueError, KeyError):
        gone = "ConnectionError" in asked.stderr or "resolve" in asked.stderr
        if not gone:
            print(asked.stderr[-800:], file=sys.stderr)
        print(UNREACHABLE if gone else "pip-audit could not be run; `pip install uv` gives it.", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
