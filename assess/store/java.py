"""The Java that Spark would run on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

JAVA = 17  # the oldest that Spark 4 runs on


def java_found() -> str:
    """The version of the Java that Spark would run on; empty where there is none."""
    home = os.environ.get("JAVA_HOME", "")
    program = shutil.which("java", path=f"{home}/bin" if home else None)
    if program is None:
        return ""
    try:
        told = subprocess.run(  # noqa: S603 - the Java of this machine, as Spark would start it
            [program, "-version"], capture_output=True, text=True, timeout=60, check=False
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        return ""
    version = re.search(r'version "([^"]+)"', told)
    return version[1] if version else ""


def is_old(version: str) -> bool:
    """Whether a version such as 1.8.0_402 or 17.0.15 is too old for Spark."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:2]]
    return bool(numbers) and (numbers[1] if numbers[0] == 1 and len(numbers) > 1 else numbers[0]) < JAVA
