# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real screen reader on the stage: Orca, whose voice is written down instead of spoken.

    with Stage() as stage, ScreenReader(stage) as reader, stage.open() as window:
        window.key("Tab")
        reader.heard()   # what a blind person has heard since the last time

Speech that Orca cuts off because a key was pressed counts as heard.
"""

import json
import os
import re
import shutil
import subprocess
import time

ORCA = "/usr/bin/orca"

# Orca imports this from the folder of its settings. Each line of the diary: when, what (say or hush), the words.
VOICE = '''
import json, os, time
from orca import settings, speechserver

def note(what, text=""):
    with open(os.environ["DIARY"], "a", encoding="utf-8") as diary:
        diary.write(json.dumps([time.monotonic(), what, text]) + "\\n")

class SpeechServer(speechserver.SpeechServer):
    _only = None
    @staticmethod
    def getFactoryName():
        return "diary"
    @staticmethod
    def getSpeechServers():
        return [SpeechServer.getSpeechServer()]
    @staticmethod
    def getSpeechServer(info=None):
        SpeechServer._only = SpeechServer._only or SpeechServer()
        return SpeechServer._only
    @staticmethod
    def shutdownActiveServers():
        SpeechServer._only = None
    def getInfo(self):
        return ["diary", "diary"]
    def getVoiceFamilies(self):
        return []
    def speak(self, text=None, acss=None, interrupt=True):
        if text:
            note("say", text)
    def speakCharacter(self, character, acss=None):
        note("say", character)
    def speakKeyEvent(self, event, acss=None):
        note("key", event.getKeyName())
    def sayAll(self, utterances, progress):
        for context, acss in utterances:
            note("say", context.utterance)
    def stop(self):
        note("hush")
'''
CUSTOM = '''
from orca import settings
settings.speechServerFactory = "voice"
settings.speechFactoryModules = ["voice"]
'''


# Orca does not start where it sees another one, be it a person's or what is left of an earlier one: it sees itself alone.
ALONE = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"] if os.geteuid() == 0 else []


def unavailable():
    """Why Orca cannot be listened to, in a sentence, or None."""
    return None if shutil.which(ORCA) else "not installed: orca"


class ScreenReader:
    """Orca on a stage, from now to the end of the `with`."""

    def __init__(self, stage):
        self._place, self._read = stage.dir / "orca", 0
        self._env = {**os.environ, **stage.env, "HOME": str(self._place), "DIARY": str(self._place / "diary"), "G_DEBUG": ""}

    def __enter__(self):
        self._place.mkdir()
        for name, text in (("voice.py", VOICE), ("orca-customizations.py", CUSTOM), ("diary", "")):
            (self._place / name).write_text(text, encoding="utf-8")
        with open(self._place / "log", "wb") as log:
            self._process = subprocess.Popen(
                [*ALONE, ORCA, "--user-prefs", self._place, "--debug-file", self._place / "debug", "--disable", "braille", "--enable", "speech"],
                env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.until("Screen reader on")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._process.kill()  # it waits for answers from programs that have ended
        self._process.wait()

    def _new(self):
        """What was said since it was last asked."""
        lines = (self._place / "diary").read_text(encoding="utf-8").splitlines()
        return [text for _when, what, text in map(json.loads, lines[self._read:]) if what == "say"]

    def heard(self, quiet=1.5):
        """All that has been said since the last time, once nothing was said for that many seconds, in lines."""
        before, since = None, time.monotonic()
        while time.monotonic() - since < quiet:
            now = self._new()
            if now != before:
                before, since = now, time.monotonic()
            time.sleep(0.05)
        self._read = len((self._place / "diary").read_text(encoding="utf-8").splitlines())
        return "\n".join(before)

    def until(self, *patterns, seconds=30):
        """Wait until something like each of these was said; all that was said up to then and shortly after."""
        end = time.monotonic() + seconds
        while True:
            said = "\n".join(self._new())
            missing = [pattern for pattern in patterns if not re.search(pattern, said)]
            if not missing:
                return self.heard()
            if time.monotonic() > end:
                raise AssertionError(f"{missing} was not said, but:\n{said}")
            time.sleep(0.05)
