# Shared by the benchmarks; sourced, not run. Needs: bash, curl, a JDK 17, and a built Holdfast.
#
#   HOLDFAST   command to measure            (../holdfast)
#   NETWORK    first bytes of the addresses  (127.0.41)
#   PORT       of Holdfast's API             (4141)
#   WORK       scratch directory             (a new one, deleted at the end unless KEEP is set)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
HOLDFAST=${HOLDFAST:-$here/../holdfast}
NETWORK=${NETWORK:-127.0.41}
PORT=${PORT:-4141}
WORK=${WORK:-$(mktemp -d "${TMPDIR:-/tmp}/holdfast-bench-XXXXXX")}
mkdir -p "$WORK"
WORK=$(cd "$WORK" && pwd -P)
export HOLDFAST_API=http://127.0.0.1:$PORT

up_pid=

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# Median of the numbers given.
median() { printf '%s\n' "$@" | sort -n | awk '{ a[NR] = $1 } END { print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }

# Processes that run below a directory, by /proc: tasks have sessions of their own.
below() {
    local p
    for p in /proc/[0-9]*; do
        case $(readlink "$p/cwd" 2> /dev/null || true) in "$1"/*) echo "${p#/proc/}" ;; esac
    done
}

finish() {
    local pid
    if [ -n "$up_pid" ]; then kill -9 "$up_pid" 2> /dev/null || true; fi
    for pid in $(below "$WORK"); do kill -9 "$pid" 2> /dev/null || true; done
    if [ -z "${KEEP:-}" ]; then rm -rf "$WORK"; else echo "kept: $WORK"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

wait_for() { # what, seconds, command...
    local what=$1 end=$((SECONDS + $2))
    shift 2
    until "$@"; do
        if [ "$SECONDS" -ge "$end" ]; then
            echo "$what did not come in time; see $WORK" >&2
            KEEP=1
            exit 1
        fi
        sleep 0.1
    done
}

# Holdfast with this data directory and these arguments; returns when it says that all is ready.
holdfast_up() { # data, arguments...
    holdfast_begin "$@"
    holdfast_ready
}

holdfast_begin() { # data, arguments...
    local data=$1
    shift
    rm -f "$WORK/ready.json"
    $HOLDFAST up --data "$data" --network "$NETWORK" --port "$PORT" --ready-file "$WORK/ready.json" "$@" \
        > "$WORK/up.out" 2>&1 < /dev/null &
    up_pid=$!
}

holdfast_ready() {
    wait_for "a ready cluster" 300 ready_or_ended
    if [ ! -s "$WORK/ready.json" ]; then
        cat "$WORK/up.out" >&2
        exit 1
    fi
}

ready_or_ended() { [ -s "$WORK/ready.json" ] || ! kill -0 "$up_pid" 2> /dev/null; }

# Ends it and its databases; the data stays.
holdfast_down() { # data
    $HOLDFAST down --data "$1" > "$WORK/down.out" 2>&1
    wait "$up_pid" || true
    up_pid=
}

# ---- The plain way: the same files, the same flags, started by a shell. ----

# Takes what Holdfast has rendered for each node, and one copy of the software, out of its agents' sandboxes.
take_plain() { # data, to
    local conf from name
    mkdir -p "$2"
    # Sandboxes of later launches overwrite those of earlier ones.
    find "$1/mesos" -path '*/containers/*' -name node.conf -printf '%T@ %p\n' | sort -n | cut -d' ' -f2- | while read -r conf; do
        from=$(dirname "$conf")
        name=$(sed -n "s/^node='[^/]*\/\(.*\)'$/\1/p" "$conf")
        mkdir -p "$2/$name"
        rm -rf "$2/$name/kafka"
        cp -r "$from" "$2/$name/kafka"
        if ls "$from"/../lib/*.jsa > /dev/null 2>&1 && [ ! -d "$2/lib" ]; then
            cp -rL --preserve=timestamps "$from/../lib" "$2/lib"
            find "$2/lib" -name '*.jar' -exec touch -d 2000-01-01T00:00:00Z {} +
        fi
        ln -sfn ../lib "$2/$name/lib"
    done
    [ -d "$2/lib" ] || { echo "no sandbox has a class-data archive" >&2; exit 1; }
}

# In a node's directory, as the start script does it, less the checks: format a new disk, then become the database. With PLAIN_BARE
# set it does without the class-data archive that Holdfast has made.
plain_node='
    set -eu
    . ./kafka/node.conf
    classpath=
    for name in $software; do classpath=${classpath:+$classpath:}$(cat "lib/$name.classpath"); done
    archive=
    if [ -z "${PLAIN_BARE:-}" ]; then
        archive="-XX:SharedArchiveFile=$(echo lib/*.jsa) -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
    fi
    log=$PWD/log
    { cat kafka/server.properties; printf "log.dirs=%s\nmetadata.log.dir=%s\n" "$log" "$log"; } > kafka/run.properties
    if [ ! -f "$log/meta.properties" ]; then
        mkdir "$log"
        if [ "$role" = broker ]; then
            printf "version=1\ncluster.id=%s\nnode.id=%s\ndirectory.id=%s\n" "$cluster_id" "$node_id" \
                "$(head -c 16 /dev/urandom | base64 | tr "+/" "-_" | tr -d "=\n")" > "$log/meta.properties"
        else
            java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $archive -Dlog4j2.configurationFile=kafka/log4j2.properties \
                -cp "$classpath" kafka.tools.StorageTool format -t "$cluster_id" -c kafka/run.properties \
                --release-version "$release" --initial-controllers "$initial_controllers" > format.txt 2>&1
        fi
    fi
    exec java @kafka/jvm.options $archive "-Dholdfast.directory=$log" -cp "$classpath" \
        dev.holdfast.node.Companion kafka.Kafka kafka/run.properties
'

plain_start() { # directory, node...
    local node dir=$1
    shift
    for node in "$@"; do
        (cd "$dir/$node" && exec setsid sh -c "$plain_node" > out.txt 2>&1 < /dev/null) &
    done
}

plain_address() { sed -n 's/.*holdfast.status.address=\([^"]*\).*/\1/p' "$1/kafka/jvm.options"; }

# How many of these brokers say that they run, which they do when they are registered and unfenced.
plain_running() { # directory, broker...
    local dir=$1 broker urls=()
    shift
    for broker in "$@"; do urls+=("http://$(plain_address "$dir/$broker"):9404/status"); done
    { curl -s --max-time 2 "${urls[@]}" 2> /dev/null || true; } \
        | awk '{ n += gsub(/"stateName":"RUNNING"/, "") } END { print n + 0 }'
}

plain_all_run() { # directory, broker...
    [ "$(plain_running "$@")" -eq $(($# - 1)) ]
}

plain_stop() { # directory: brokers first, since they hand over to controllers
    local kind pid pids
    for kind in broker controller; do
        pids=
        for pid in $(below "$1"); do
            case $(readlink "/proc/$pid/cwd") in "$1/$kind"-*) pids="$pids $pid" ;; esac
        done
        # shellcheck disable=SC2086
        [ -z "$pids" ] || kill $pids 2> /dev/null || true
        wait_for "the end of $kind" 60 no_process "$1/$kind-"
    done
    wait 2> /dev/null || true
}

no_process() { # prefix of working directories
    local p
    for p in /proc/[0-9]*; do
        case $(readlink "$p/cwd" 2> /dev/null || true) in "$1"*) return 1 ;; esac
    done
}
