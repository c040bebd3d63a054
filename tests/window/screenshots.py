#!/usr/bin/python3
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page in every state and look, from the real window with a private mail provider.

    screenshots.py FOLDER [LOOK…] [--only SCENE…]
"""

import argparse
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))

import authority  # noqa: E402
import documents  # noqa: E402
import stage  # noqa: E402
import test_accounts  # noqa: E402
from world import Host, Mail, Person, Spec, World, ports, srv, unavailable  # noqa: E402

PASSWORD = "lighthouse-7"
ANNA = Person("anna@harbour.example", PASSWORD)
BO = Person("bo@jetty.example", PASSWORD)
CY = Person("cy@lagoon.example", PASSWORD)
DORA = Person("dora@cove.example", PASSWORD)
EVA = Person("eva@reef.example", PASSWORD)
WORLD = Spec(
    people=[ANNA, BO, CY, DORA, EVA],
    hosts=[
        Host("mail.harbour.example", mail=Mail(plaintext=True)),
        Host("autoconfig.harbour.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "harbour.example", documents.usual("mail.harbour.example"))}),
        Host("mail.jetty.example", mail=Mail(ports=ports("imap", "submissions")), drops=(993,)),
        Host("autoconfig.jetty.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "jetty.example", documents.usual("mail.jetty.example"))}),
        Host("mail.elsewhere.example", mail=Mail()),
        Host("lagoon.example", web={}),
        Host("autoconfig.sound.example", web={
            "/mail/config-v1.1.xml?emailaddress=fay%40sound.example": documents.autoconfig(
                "sound.example", documents.usual("mail.harbour.example"))}),
        Host("mail.cove.example", mail=Mail(), certificate=authority.SELF_SIGNED),
        Host("autoconfig.cove.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "cove.example", documents.usual("mail.cove.example"))}),
        Host("mail.reef.example"),
        Host("autoconfig.reef.example", web={"/mail/config-v1.1.xml": documents.autoconfig(
            "reef.example", documents.usual("mail.reef.example"))}),
        Host("slow.example", "autoconfig.slow.example", drops=True),
    ],
    records=[srv("_imaps._tcp.lagoon.example", "mail.elsewhere.example", 993),
             srv("_submissions._tcp.lagoon.example", "mail.elsewhere.example", 465),
             srv("_imaps._tcp.reef.example", "mail.elsewhere.example", 993),
             srv("_submissions._tcp.reef.example", "mail.elsewhere.example", 465)],
    dns_silent=["silent.example"])

# The looks: how large the window is, and what else is different.
NORMAL = (640, 760)
LOOKS = {
    "light": {},
    "dark": {"env": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}},
    "contrast": {"env": {"ADW_DEBUG_HIGH_CONTRAST": "1"}},
    "narrow": {"size": (360, 720)},
    "large-text": {"dpi": 192, "size": (640, 900)},
    "german": {"locale": "de_DE"},
    "arabic": {"locale": "ar_SA"},
    "large-narrow": {"dpi": 192, "size": (360, 720)},
    "large-narrow-german": {"dpi": 192, "size": (360, 720), "locale": "de_DE"},
    "long": {"size": (640, 1900)},
    "wide": {"size": (1200, 800)},
}
SCENES = []


def scene(online=True, files=()):
    """A function that leads a window along, and says when to take a picture."""
    def add(function):
        SCENES.append((function.__name__, function, online, dict(files)))
        return function
    return add


class Camera:
    """One window in one look."""

    def __init__(self, window, folder):
        self.window, self._folder = window, folder

    def __call__(self, name, whole_screen=False):
        self.window.shot(name, self._folder, whole_screen)

    def title(self, text, seconds=30):
        """Wait until this page is in front."""
        return self.window.wait(self.window.tr(text), "heading", seconds)

    def press(self, text, role="push button"):
        """Press the button of that name."""
        return self.window.press(self.window.tr(text), role)

    def can_go(self, text="_Continue"):
        """Wait until one can go on."""
        self.window.until(lambda: self.window.is_sensitive(self.window.tr(text)), "something to go on with")
        return self.window

    def say(self, sentence, seconds=60):
        """Wait for a sentence of the program's; %s and %u stand for anything."""
        pattern = re.sub(r"%\d*\\?\$?[su]", ".*", self.window.tr(sentence))
        return self.window.wait(pattern, seconds=seconds)

    def address(self, address):
        """The first page."""
        self.title("Set up your mail")
        self.window.type("Anna Example").key("Tab").type(address)

    def to_recommendation(self, address):
        """The first two pages."""
        self.address(address)
        self.window.key("Return")
        self.title("How do you use your mail?").key("Return")

    def to_check(self, address):
        """The first three pages."""
        self.to_recommendation(address)
        self.title("This suits you")
        self.can_go().key("Return")
        return self.title("Try it out")


@scene()
def way(shot):
    """All pages, and nothing goes wrong."""
    shot.title("Set up your mail")
    shot("1-address-empty")
    shot.window.type("Anna Example").key("Tab").type("anna@")
    time.sleep(1.2)
    shot("1-address-bad")
    shot.window.key("ctrl+a").type("anna@gmial.com")
    time.sleep(1.2)
    shot("1-address-slip")
    shot.window.key("ctrl+a").type(ANNA.address).key("Return")
    shot.title("How do you use your mail?")
    shot("2-needs")
    shot.window.key("Return")
    shot.title("This suits you")
    shot.can_go()
    shot("3-recommendation")
    shot.window.tab_to(shot.window.tr("Details")).key("space").pause()
    shot("3-recommendation-details")
    shot.can_go().press(shot.window.tr("_Continue"))
    shot.title("Try it out")
    shot("4-check-empty")
    shot.window.type(PASSWORD).key("Return")
    shot("4-check-busy")
    shot.say("Everything works.")
    shot("4-check-done")
    shot.press("_Send")
    shot.window.wait(shot.window.tr("_Send"), seconds=90)
    shot("4-check-letter")
    shot.window.press(shot.window.tr("_Continue"))
    shot.title("Where do you want to use it?")
    shot("5-use")
    shot.press("Show Code")
    shot.title("Set up your phone")
    shot("5-code")
    shot.window.key("Escape")
    shot.title("Where do you want to use it?")
    shot.window.press(shot.window.tr("Add")).wait(shot.window.tr("Undo"))
    shot("5-use-added")
    shot.window.press(shot.window.tr("_Continue"))
    shot.title("Done")
    shot("6-done")


@scene()
def blocked(shot):
    """A port that swallows everything: partly done, cancelled, and done another way."""
    shot.to_check(BO.address).type(PASSWORD).key("Return")
    time.sleep(1.5)
    shot("4-check-partly")
    shot.press("C_ancel")
    shot.can_go("_Check")
    shot("4-check-cancelled")
    shot.window.key("Return")
    shot.say("Everything works.")
    shot("4-check-fallback")


@scene()
def refused(shot):
    """The password is wrong."""
    shot.to_check(ANNA.address).type("wrong").key("Return")
    shot.window.wait(shot.window.tr("T_ype the Password Again"), seconds=60)
    shot("4-check-failed")


@scene()
def certificate(shot):
    """A server of one's own."""
    shot.to_check(DORA.address).type(PASSWORD).key("Return")
    shot.window.wait(shot.window.tr("_Look at the Certificate"), seconds=60)
    shot("4-check-certificate")
    shot.press("_Look at the Certificate")
    shot.title("Is this your own server?")
    shot("4-certificate")


@scene()
def wish(shot):
    """Somebody wants to know the whole address."""
    shot.to_recommendation("fay@sound.example")
    shot.window.wait(shot.window.tr("_Send It and Ask"), seconds=60)
    shot("3-recommendation-wish")


@scene()
def confirm(shot):
    """Nobody vouches for the servers."""
    shot.to_recommendation(CY.address)
    shot.window.wait(shot.window.tr("I _know these names, they are my provider’s"), seconds=60)
    shot("3-recommendation-confirm")


@scene()
def searching(shot):
    """It takes its time, and is given up."""
    shot.to_recommendation("eve@silent.example")
    shot.title("One moment")
    shot("3-recommendation-busy")
    shot.press("C_ancel")
    shot.title("No settings yet")
    shot("3-recommendation-cancelled")


@scene()
def nothing(shot):
    """Nobody knows the servers."""
    shot.to_recommendation("dee@nothing.example")
    shot.title("No settings yet", 90)
    shot("3-recommendation-failed")
    shot.press("Ask for _Help")
    shot.title("Ask for help")
    shot("3-help")
    shot.window.key("Escape")
    shot.title("No settings yet")
    shot.press("Type In the Ser_vers").pause()
    shot("3-recommendation-by-hand")


@scene(online=False)
def offline(shot):
    """Without a network, and a provider that wants something first."""
    shot.to_check("anna@gmail.com").key("alt+Left")
    shot.title("This suits you")
    shot("3-recommendation-offline")
    shot.can_go().key("Return")
    shot.title("Try it out")
    shot.can_go("_Check").key("Return")
    shot.window.wait(shot.window.tr("Check A_gain"), seconds=60)
    shot("4-check-offline")
    shot.press("Go On _Without a Check")
    shot.title("Where do you want to use it?")
    shot("5-use-offline")


@scene(online=False)
def guide(shot):
    """The pages beside the way."""
    shot.title("Set up your mail")
    shot.press("Mail _Ports Explained")
    shot.title("Mail ports explained")
    shot("guide")
    shot.window.type("2525").pause()
    shot("guide-search")
    shot.window.key("ctrl+question").pause()
    shot("shortcuts")


@scene(online=False)
def accounts(shot):
    """The page beside the way that looks at accounts; nobody has one in a fresh home."""
    shot.title("Set up your mail")
    shot.press("Chec_k My Existing Accounts")
    shot.title("Your mail accounts")
    shot("accounts-empty")


@scene(files=test_accounts.FILES)
def accounts_checked(shot):
    """The same page, with accounts that work, that are not encrypted, and that do not work."""
    shot.title("Set up your mail")
    shot.press("Chec_k My Existing Accounts")
    shot.title("Your mail accounts")
    shot.window.wait("^Thunderbird$")
    shot("accounts-found")
    shot.window.key("Return").wait(shot.window.tr("Fix"), seconds=60)
    shot("accounts-checked")
    shot.press("Fix")
    shot.window.wait(shot.window.tr("Undo"), seconds=60)
    shot("accounts-fixed")


def main():
    """Take them all, or some."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("looks", nargs="*", metavar="LOOK", help=", ".join(LOOKS))
    parser.add_argument("--only", nargs="+", metavar="SCENE", help=", ".join(name for name, *_ in SCENES))
    options = parser.parse_args()
    reason = unavailable() or stage.unavailable()
    if reason:
        sys.exit(f"There can be no pictures here: {reason}.")
    failed = 0
    with World(WORLD) as world, stage.Stage(size=(1280, 1920)) as here:
        for look in options.looks or LOOKS:
            for name, function, online, files in SCENES:
                if not options.only or name in options.only:
                    failed += not take(here, world if online else None, look, function, options.folder / look, files)
    sys.exit(f"{failed} scenes came to no end." if failed else 0)


def take(here, world, look, function, folder, files):  # pylint: disable=too-many-arguments
    """One scene in one look; whether it came to its end."""
    settings = dict(LOOKS[look])
    size = settings.pop("size", NORMAL)
    print(f"{look}: {function.__name__}", flush=True)
    with here.open(world=world, files=files, **settings) as window:
        window.resize(*size)
        try:
            function(Camera(window, folder))
        except AssertionError as error:
            print(str(error)[:2000], file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    main()
