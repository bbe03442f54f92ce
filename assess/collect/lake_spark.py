"""A Spark session of our own, or the one the program already has, and a conversation with it as with a database."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from assess.collect.databases.address import Address
from assess.collect.databases.reasons import said, slow
from assess.collect.databases.session import Row, Session
from assess.model.text import Text
from assess.store.java import JAVA, is_old, java_found

Value = TypeVar("Value")
NO_PYSPARK = Text(
    "用 Spark 读取需要 pyspark，没有安装；请运行 pip install 'assess[spark]'。",
    "reading with Spark needs pyspark, which is not installed; pip install 'assess[spark]' gets it.",
)
NO_JAVA = Text(
    f"用 Spark 读取需要 Java {JAVA} 或更新的版本，本机没有找到；请安装，或把 JAVA_HOME 指向它。",
    f"reading with Spark needs Java {JAVA} or newer, and none was found; install it or let JAVA_HOME point to it.",
)
SETTINGS = {
    "spark.master": "local[*]",
    "spark.app.name": "assess",
    "spark.driver.memory": "2g",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
LOCAL = {
    # On one machine planning costs more than the work: a third less without, and one task a core is enough.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": str(os.cpu_count() or 1),
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
SILENT = """rootLogger.level = off
rootLogger.appenderRef.none.ref = none
appender.none.type = Null
appender.none.name = none
"""  # its log may quote values
OURS = {
    # What a column says must not hang on who reads it: partitions are text, as they are written, and moments are UTC.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.mergeSchema": "true",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.binaryAsString": "false",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
}


class SparkSession(Session):
    """The session the profiler asks; `spark` is pyspark's own."""

    def __init__(self, address: Address, spark: Any) -> None:
        super().__init__(address, None, None, numbered=False)
        self.spark = spark

    def rows(self, statement: str) -> list[Row]:
        """The rows of a SELECT; Unreachable where it fails or takes longer than allowed."""
        return self.done(lambda: [tuple(row) for row in self.spark.sql(statement).collect()])

    def done(self, work: Callable[[], Value]) -> Value:
        """What `work` gives, its jobs stopped after the time allowed; Unreachable says why there is nothing."""
        context = self.spark.sparkContext
        group, late, over = f"assess-{uuid.uuid4()}", threading.Event(), threading.Event()

        def stop() -> None:
            # Again and again: cancelling stops the jobs of this moment, not those a plan has yet to begin.
            while not over.wait(0.2 if late.is_set() else self.seconds):
                late.set()
                context.cancelJobGroup(group)

        alarm = threading.Thread(target=stop, daemon=True)
        context.setJobGroup(group, "assess", interruptOnCancel=True)
        alarm.start()
        try:
            return work()
        except spark_errors() as error:
            why = slow(replace(self.address, timeout=self.seconds)) if late.is_set() else why_not(error)
            raise said(self.address, why) from None
        finally:
            over.set()
            alarm.join()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Statements inside may take `seconds`."""
        before, self.seconds = self.seconds, seconds
        try:
            yield
        finally:
            self.seconds = before

    def close(self) -> None:
        """Nothing is held open here; the session is ended by whoever began it."""


@contextmanager
def spark_session(address: Address, settings: Mapping[str, str]) -> Iterator[SparkSession]:
    """A Spark for this source alone, stopped afterwards with its Java; or a session beside the one the program already
    runs, whose cluster, memory and catalogues then hold.

    Unreachable where pyspark or Java is missing or the cluster cannot be reached. What Spark writes for itself lies in
    a folder of our own, removed afterwards.
    """
    _needed(address, settings)
    from pyspark.sql import SparkSession as Spark

    running = Spark.getActiveSession()
    if running is not None:
        yield SparkSession(address, _ours(running.newSession()))
        return
    with tempfile.TemporaryDirectory(prefix="assess-spark-", ignore_cleanup_errors=True) as own:
        spark = _begun(address, {**SETTINGS, **settings, **_private(Path(own), settings)})
        try:
            yield SparkSession(address, _ours(spark))
        finally:
            _end(spark)


def spark_errors() -> tuple[type[Exception], ...]:
    """What pyspark raises."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return (PySparkException, Py4JError, OSError)


def why_not(error: Exception) -> Text:
    """Spark's name for what went wrong: its sentences may quote values."""
    name = getattr(error, "getCondition", lambda: None)() or _java_name(error) or type(error).__name__
    return Text(f"Spark 无法读取（{name}）。", f"Spark cannot read it ({name}).")


def _java_name(error: Exception) -> str:
    """The condition, or else the class, of an exception that pyspark hands on as Java's own."""
    thrown = getattr(error, "java_exception", None)
    if thrown is None:
        return ""
    with suppress(*spark_errors()):
        return str(thrown.getCondition() or "") or str(thrown.getClass().getSimpleName())
    with suppress(*spark_errors()):
        return str(thrown.getClass().getSimpleName())
    return ""


def _needed(address: Address, settings: Mapping[str, str]) -> None:
    try:
        import pyspark  # noqa: F401 - only whether it is there
    except ImportError:
        raise said(address, NO_PYSPARK) from None
    found = java_found()
    if not found:
        raise said(address, NO_JAVA)
    if is_old(found):
        raise said(
            address,
            Text(
                f"用 Spark 读取需要 Java {JAVA} 或更新的版本，本机找到的是 {found}。",
                f"reading with Spark needs Java {JAVA} or newer, and Java {found} was found.",
            ),
        )


def _private(own: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Settings by which Spark keeps to itself: its files in our folder, its ports on this machine, its log off."""
    log = own / "log4j2.properties"
    log.write_text(SILENT, encoding="utf-8")
    kept = {
        "spark.sql.warehouse.dir": settings.get("spark.sql.warehouse.dir", (own / "warehouse").as_uri()),
        "spark.local.dir": settings.get("spark.local.dir", str(own / "local")),
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()} -Dderby.system.home={own} "
        + settings.get("spark.driver.extraJavaOptions", ""),
    }
    if settings.get("spark.master", SETTINGS["spark.master"]).startswith("local"):
        kept |= {name: settings.get(name, value) for name, value in LOCAL.items()}
    return kept


def _begun(address: Address, settings: Mapping[str, str]) -> Any:
    from pyspark.sql import SparkSession as Spark

    builder = Spark.builder
    failures: tuple[type[Exception], ...] = (*spark_errors(), RuntimeError)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except failures as error:
        raise said(address, Text(f"Spark 无法启动（{type(error).__name__}）。",
                                 f"Spark cannot be started ({type(error).__name__}).")) from None  # fmt: skip


def _ours(spark: Any) -> Any:
    for name, value in OURS.items():
        spark.conf.set(name, value)
    return spark


def _end(spark: Any) -> None:
    """Stop Spark and the Java below it, which would otherwise keep its memory as long as this program runs."""
    from pyspark import SparkContext

    gateway = spark.sparkContext._gateway
    with suppress(*spark_errors()):
        spark.stop()
    with suppress(*spark_errors()):
        gateway.shutdown()
    java = getattr(gateway, "proc", None)
    if java is not None:
        java.stdin.close()
        try:
            java.wait(timeout=30)
        except subprocess.TimeoutExpired:
            java.kill()
            java.wait()
    SparkContext._gateway = SparkContext._jvm = None
