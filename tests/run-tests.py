#!/usr/bin/env python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every test and counts them; what `./run check` calls.

  run-tests.py BUILD [--quick] [--clients]

The tests of the build directory run first (unit, command line, data, system; those of the window beside them), then the unit tests
and a walk through the window once more under the address, leak and undefined-behaviour sanitizers, then each fuzz target for a
short while. --quick leaves the last two out; --clients adds the tests with the heavier mail programs and with a screen reader. The
last line is `N passed, N failed`, with `, N skipped` if there are any; a skipped test is listed with its reason and counts as
neither, a failed one with what it said last.
"""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FUZZ_SECONDS = 10
WORDS = 12  # lines at the end of the run about each case that failed


class Count:
    """What has passed, failed and been skipped so far; the last two by name."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []

    def add(self, other):
        """Takes over what another has counted."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def line(self):
        text = f"{self.passed} passed, {len(self.failed)} failed"
        return text + (f", {len(self.skipped)} skipped" if self.skipped else "")


def plain_name(name):
    """The name of a test without its project and suites, which Meson writes in several ways."""
    return name.rpartition(" / ")[2].rpartition(".")[2].rpartition(":")[2]


def explain(output, case):
    """What a test program said right before it called this case failed."""
    said = []
    for line in output.splitlines():
        if line.startswith(f"not ok {case}"):
            return "".join(f"\n    {each}" for each in said[-WORDS:])
        said = said + [line] if line.startswith("#") else []
    return ""


def count_junit(path, stage, count, outputs):
    """Counts the cases that Meson saw; returns the suites in which a case failed."""
    failed_suites = set()
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        for case in suite.iter("testcase"):
            name = f"{stage}: {suite.get('name')}: {case.get('name')}"
            skipped = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                plain = plain_name(suite.get("name"))
                count.failed.append(name + explain(outputs.get(plain, ""), case.get("name")))
                failed_suites.add(plain)
            elif skipped is not None:
                count.skipped.append(f"{name} ({skipped.get('message') or skipped.text or 'see the log'})")
            else:
                count.passed += 1
    return failed_suites


def run_meson_tests(build, stage, arguments, count, aside=False):
    """Runs suites of a build directory, and keeps a log of the stage's name; what is run @aside speaks when it has ended."""
    logs = os.path.join(build, "meson-logs")
    base = f"{stage}-log"
    junit = os.path.join(logs, base + ".junit.xml")
    for name in (junit, os.path.join(logs, base + ".json")):
        if os.path.exists(name):
            os.remove(name)
    command = ["meson", "test", "-C", build, "--print-errorlogs", "--no-rebuild", f"--logbase={base}", *arguments]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE if aside else None, text=True, errors="replace")
    if aside:
        print(done.stdout, flush=True)
    if not os.path.exists(junit):
        count.failed.append(f"{stage}: Meson ran no test (exit status {done.returncode})")
        return
    with open(os.path.join(logs, base + ".json"), encoding="utf-8") as log:
        entries = {plain_name(entry["name"]): entry for entry in map(json.loads, log)}
    failed_suites = count_junit(junit, stage, count, {name: entry.get("stdout", "") for name, entry in entries.items()})
    # A program that crashed, timed out or printed a broken report has no failed case of its own.
    for name, entry in entries.items():
        if entry["result"] in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS") and name not in failed_suites:
            count.failed.append(f"{stage}: {entry['name']}: {entry['result']}")


def build_variant(build, options, compiler=None):
    """Sets up and builds a second build directory, behind whatever else wants the processors; returns what went wrong."""
    environment = dict(os.environ, **({"CC": compiler} if compiler else {}))
    commands = [["ninja", "-C", build, "--quiet"]]
    if not os.path.exists(os.path.join(build, "build.ninja")):
        commands.insert(0, ["meson", "setup", build, TOP, "-Db_lundef=false", *options])
    for command in commands:
        done = subprocess.run(["nice", *command], env=environment, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        if done.returncode:
            return f"{' '.join(command)} failed:\n{done.stdout}"
    return None


def built(variant, stage, count):
    """Waits for a variant's build; tells whether that went well."""
    trouble = variant.result()
    if trouble:
        print(trouble)
        count.failed.append(f"{stage}: does not build")
    return not trouble


def fuzz(folder, target):
    """One fuzz target for FUZZ_SECONDS; the process, ended."""
    corpus = os.path.join(TOP, "tests", "fuzz", "corpus", target.removeprefix("fuzz-"))
    scratch = os.path.join(folder, target + ".corpus")
    os.makedirs(scratch, exist_ok=True)
    command = [os.path.join(folder, target), f"-max_total_time={FUZZ_SECONDS}", "-rss_limit_mb=2048", "-timeout=10",
               f"-artifact_prefix={folder}/{target}-", scratch, *([corpus] if os.path.isdir(corpus) else [])]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)


def run_fuzzers(build, count):
    """Each fuzz target for a short while, from its corpus; as many side by side as there are processors."""
    stage = "fuzz"
    folder = os.path.join(build, "tests", "fuzz")
    targets = sorted(name for name in os.listdir(folder) if name.startswith("fuzz-") and os.access(os.path.join(folder, name), os.X_OK)
                     and os.path.isfile(os.path.join(folder, name)))
    if not targets:
        count.failed.append(f"{stage}: there are no targets")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for target, done in zip(targets, pool.map(lambda target: fuzz(folder, target), targets)):
            last = [line for line in done.stdout.splitlines() if line.startswith("Done ")]
            print(f"{target}: {last[0] if last else 'ended early'}", flush=True)
            if done.returncode or not last:
                print(done.stdout[-4000:])
                count.failed.append(f"{stage}: {target}")
            else:
                count.passed += 1


def main():
    parser = argparse.ArgumentParser(description="Run every test of Portolan.")
    parser.add_argument("build", help="the build directory")
    parser.add_argument("--quick", action="store_true", help="without the sanitizers and the fuzz targets")
    parser.add_argument("--clients", action="store_true", help="also the tests with the heavier mail programs and a screen reader")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    count, beside = Count(), Count()
    started = time.monotonic()

    # Most tests wait for servers and windows: those of the window, the others and the next builds share the processors.
    without = ["--no-suite=window"] + ([] if options.clients else ["--no-suite=clients"])
    with concurrent.futures.ThreadPoolExecutor(1) as builder, concurrent.futures.ThreadPoolExecutor(1) as onlooker:
        if not options.quick:
            sanitized = builder.submit(build_variant, build + "-sanitize", ["-Db_sanitize=address,undefined"])
            fuzzing = builder.submit(build_variant, build + "-fuzz", ["-Dapp=false", "-Dfuzz=true"], "clang")
        window = onlooker.submit(run_meson_tests, build, "window", ["--suite=window"], beside, aside=True)
        run_meson_tests(build, "tests", without, count)
        if not options.quick and built(sanitized, "sanitizers", count):
            run_meson_tests(build + "-sanitize", "sanitizers", ["--suite=unit"], count)
            run_meson_tests(build + "-sanitize", "sanitized-window", ["window-widths"], count)
        window.result()
        count.add(beside)
        if not options.quick and built(fuzzing, "fuzz", count):
            run_fuzzers(build + "-fuzz", count)

    for name in count.skipped:
        print(f"skipped: {name}")
    for name in count.failed:
        print(f"FAILED: {name}")
    print(f"The whole run took {time.monotonic() - started:.0f} s.")
    print(count.line())
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    sys.exit(main())
