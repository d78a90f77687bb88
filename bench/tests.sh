# Shared by the commands that run classes out of the tests (agent-loss.sh, fuzz, scale, simulate); sourced, not run. Compiles on first use and
# after changes. Needs a JDK 17 and Maven.
#
#   HOLDFAST_NO_BUILD    if set, never build
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$here")
target=$root/scheduler/target

# The marker is also there when the launcher has built, which leaves tests out.
stale() { # marker
    [ ! -f "$1" ] || [ ! -d "$target/test-classes/dev" ] || [ -n "$(find "$root/scheduler/src" -name '*.java' -newer "$1" -print -quit)" ]
}

# Prints the comment at the head of the command that sources this.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

# Becomes Java, with the program, its tests and their libraries on the class path.
run_java() { # options, class and arguments
    local marker=$target/test-class-path.txt java=java
    if [ -z "${HOLDFAST_NO_BUILD:-}" ] && stale "$marker"; then
        echo "compiling, which takes a minute…" >&2
        (cd "$root" && mvn -q -B -ntp -pl scheduler -am process-test-classes >&2)
        touch "$marker"
    fi
    [ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
    cd "$root/scheduler"
    exec "$java" -cp "${first_on_class_path:+$first_on_class_path:}$target/test-classes:$target/classes:$(cat "$marker")" "$@"
}
