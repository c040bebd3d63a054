#!/bin/sh
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with-display.sh COMMAND…: runs it on an X server and a session bus of its own, which end with it. Where there is no X server to
# start, the test is skipped.
set -eu

command -v Xvfb >/dev/null 2>&1 && command -v dbus-run-session >/dev/null 2>&1 || { echo "1..0 # SKIP Xvfb or dbus-run-session is not installed"; exit 77; }

place=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$place"' EXIT
trap 'exit 143' TERM INT HUP
mkfifo "$place/number"
Xvfb -displayfd 3 -screen 0 1000x900x24 -nolisten tcp 3>"$place/number" 2>/dev/null &
server=$!
read -r number <"$place/number"
mkdir -m 700 "$place/run"

export DISPLAY=":$number" GDK_BACKEND=x11 GSK_RENDERER=cairo LIBGL_ALWAYS_SOFTWARE=1 XDG_RUNTIME_DIR="$place/run"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
dbus-run-session -- "$@"
