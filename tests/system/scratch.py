# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Temporary folders that say whose they are, so that those of a killed program can be swept up by the next."""

import functools
import os
import pathlib
import shutil
import tempfile

PREFIX = "portolan-test"


@functools.cache
def sweep():
    """Remove what programs have left that are no more."""
    for folder in pathlib.Path(tempfile.gettempdir()).glob(f"{PREFIX}.*.*"):
        owner = folder.name.split(".")[1]
        if owner.isdigit() and not os.path.exists(f"/proc/{owner}") and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


def folder():
    """A new folder of this program, to be removed by the caller."""
    sweep()
    return pathlib.Path(tempfile.mkdtemp(prefix=f"{PREFIX}.{os.getpid()}."))
