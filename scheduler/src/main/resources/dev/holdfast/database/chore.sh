#!/bin/sh
# Runs an operation beside a node, in a sandbox of its own. Exit codes: 75 and 76 as start.sh's; else those of the tool that this
# becomes. Whatever it says is a JSON line.
set -eu

fail() { # exit code, cause
    printf '{"result":"%s"}\n' "$(printf '%s' "$2" | tr '"\\' "''")"
    exit "$1"
}

# From chore.conf: node, software, main.
# shellcheck disable=SC1091
. ./chore/chore.conf

classpath=
for name in $software; do
    if command -v sha256sum > /dev/null; then
        sha256sum -c --quiet "lib/$name.sha256" > checksums.txt 2>&1 || fail 75 "the software is damaged: $(head -n 1 checksums.txt)"
    fi
    classpath=${classpath:+$classpath:}$(cat "lib/$name.classpath")
done
java=
for candidate in java/bin/java java/*/bin/java "${JAVA_HOME:-/nonexistent}/bin/java" "$(command -v java || true)"; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
        java=$candidate
        break
    fi
done
[ -n "$java" ] || fail 76 "there is no Java for it beside $node: neither given, nor at JAVA_HOME, nor on the path"
mkdir -p tmp
exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 @chore/jvm.options "-Djava.io.tmpdir=$(pwd -P)/tmp" -cp "$classpath" "$main" "$@"
