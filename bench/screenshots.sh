#!/usr/bin/env bash
# Makes the pictures of the web pages that docs/web.md shows, of every page and state. Needs a Chromium on the PATH.
#
# Usage: screenshots.sh [DIRECTORY]     (docs/screenshots)
#
#   HOLDFAST_NO_BUILD    if set, never build
. "$(dirname "$0")/tests.sh"

case ${1:-} in
    --help | -h) usage ;;
    *)
        mkdir -p "${1:-$root/docs/screenshots}"
        directory=$(cd "${1:-$root/docs/screenshots}" && pwd -P)
        run_java dev.holdfast.web.Screenshots "$directory"
        ;;
esac
