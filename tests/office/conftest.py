"""LibreOffice from Debian as the spreadsheet and the slide show of somebody else. Run by `make test-office`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assess.checkup import clock_of
from assess.checkup.result import assemble
from assess.diagnose.run import diagnose
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.result import Result
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import load_evidence
from assess.treat.run import treat

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir>
<alias binding="same"><family>Microsoft YaHei</family><prefer><family>Noto Sans SC Thin</family></prefer></alias>
<cachedir>{cache}</cachedir></fontconfig>
"""


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """(file, format) -> the file LibreOffice makes of it, every formula computed afresh."""
    if not shutil.which("soffice"):
        pytest.fail("LibreOffice is missing: scripts/setup.sh office")
    from assess.report.fonts import drawable, faces

    home = tmp_path_factory.mktemp("office")
    (home / "profile" / "user").mkdir(parents=True)
    (home / "profile" / "user" / "registrymodifications.xcu").write_text(RECALCULATE)
    (home / "fonts").mkdir()
    for weight, face in faces(drawable()).items():  # real weights: a variable font is drawn in its thinnest
        (home / "fonts" / f"{weight}.ttf").write_bytes(face)
    (home / "fonts.conf").write_text(FONTS.format(folder=home / "fonts", cache=home / "cache"))
    counter = iter(range(10_000))

    def converted(path: Path, kind: str) -> Path:
        out = home / f"out{next(counter)}"
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{home / 'profile'}", "--headless", "--convert-to", kind,
             "--outdir", str(out), str(path)],
            check=True, capture_output=True, timeout=240,
            env={"PATH": "/usr/bin:/bin", "HOME": str(home), "FONTCONFIG_FILE": str(home / "fonts.conf")},
        )  # fmt: skip
        return out / f"{path.stem}.{kind}"

    return converted


@dataclass(frozen=True)
class Sample:
    engagement: Engagement
    evidence: Evidence

    def result(self, **prices: tuple[float, float, float]) -> Result:
        """What the engine says with these prices."""
        told = self.engagement.model_dump()
        for name, (low, base, high) in prices.items():
            told["prices"][name] = {"low": low, "base": base, "high": high}
        engagement = Engagement.model_validate(told)
        clock = clock_of(engagement, None)
        diagnosis = diagnose(self.evidence, engagement, clock)
        return assemble(engagement, self.evidence, diagnosis, treat(diagnosis), clock)


@pytest.fixture(scope="session")
def sample(sample_checked: Path) -> Sample:
    return Sample(load_engagement(sample_checked), load_evidence(sample_checked))


@pytest.fixture(scope="session")
def before(sample: Sample) -> Result:
    return sample.result()
