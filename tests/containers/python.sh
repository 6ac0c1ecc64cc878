#!/bin/sh
# What installs this project into an environment, without fetching anything: the one that runs the
# tests has it. Called as python, of the environments that it makes, or as pip.
set -eu
case "${0##*/}" in pip) set -- -m pip "$@" ;; esac
case "$1 $2" in
  "-m venv")
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    ;;
  "-m pip")
    for each; do folder=$each; done
    grep -q '^name = "mockserver"$' "$folder/pyproject.toml"
    ln -sf "$READER_BIN/mockserver" "$(dirname "$0")/mockserver"
    ;;
  *)
    exec "$READER_BIN/python" "$@"
    ;;
esac
