#!/usr/bin/env bash
# Three nodes of CrateDB from nothing: how long until the cluster is GREEN, by Holdfast and by a plain shell script that unpacks
# the same tarball once and starts the same three, in turns.
# Usage: three-crate.sh TARBALL [ROUNDS]      (a tarball of CrateDB, as in crate-6.4.3.tar.gz)
. "$(dirname "$0")/common.sh"
tarball=$(readlink -f "${1:?name a tarball of CrateDB}")
rounds=${2:-3}
data=$WORK/holdfast
plain=$WORK/plain
chmod 711 "$WORK" # CrateDB refuses to run as root, and must get here as somebody else

sql() { # address, statement
    curl -s --max-time 2 -H 'Content-Type: application/json' -d "{\"stmt\":\"$2\"}" "http://$1:4200/_sql" 2> /dev/null || true
}

# Whether some node here says that all three are there, and all is well.
green() { # address...
    local address
    for address in "$@"; do
        case $(sql "$address" 'select health from sys.cluster_health') in *'[["GREEN"]]'*) ;; *) continue ;; esac
        case $(sql "$address" 'select count(*) from sys.nodes where version is not null') in *'[[3]]'*) return 0 ;; esac
    done
    return 1
}

# What Holdfast has rendered for each node, out of its agents' sandboxes, and whom it runs them as.
take_crate() {
    local conf name
    rm -rf "$plain"
    mkdir -p "$plain"
    find "$data/mesos" -path '*/containers/*' -path '*/crate/node.conf' | while read -r conf; do
        name=$(sed -n "s/^node='[^/]*\/\(.*\)'$/\1/p" "$conf")
        mkdir -p "$plain/$name"
        cp -r "$(dirname "$conf")" "$plain/$name/crate"
    done
    [ "$(find "$plain" -name node.conf | wc -l)" = 3 ] || { echo "there are not three rendered nodes" >&2; exit 1; }
    user=$(stat -c %U "$(find "$data/mesos" -path '*/containers/*' -path '*/crate/node.conf' -print -quit)")
}

# In a node's directory, as the start script does it, less the checks.
plain_crate='
    set -eu
    . ./crate/node.conf
    mkdir -p data logs
    { cat crate/settings.yml; printf "path.data: \"%s\"\npath.logs: \"%s\"\n" "$PWD/data" "$PWD/logs"; } > crate/conf/crate.yml
    export CRATE_HEAP_SIZE="$heap" CRATE_JAVA_OPTS="$java_options"
    export CRATE_GC_LOG_DIR="$PWD/logs" CRATE_GC_LOG_SIZE=8m CRATE_GC_LOG_FILES=4
    exec ../crate-$version/bin/crate "-Cpath.conf=$PWD/crate/conf"
'

plain_start_crate() {
    local node as=()
    tar -xzf "$tarball" -C "$plain"
    for node in "$plain"/*/crate; do
        node=$(dirname "$node")
        if [ "$(id -u)" = 0 ]; then
            chown -R "$user" "$node"
            as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
        fi
        (cd "$node" && exec setsid "${as[@]}" sh -c "$plain_crate" > out.txt 2>&1 < /dev/null) &
    done
}

plain_stop_crate() {
    local pid
    for pid in $(below "$plain"); do kill "$pid" 2> /dev/null || true; done
    wait_for "the end of the plain nodes" 60 no_process "$plain/"
    wait 2> /dev/null || true
}

$HOLDFAST --version > /dev/null # what has to be built is built before
ours=() ready=() theirs=()
for round in $(seq "$rounds"); do
    rm -rf "$data"
    start=$(now)
    holdfast_begin "$data" crate --artifact "$tarball"
    wait_for "a GREEN cluster" 300 green "$NETWORK".{2..6}
    ours+=("$(since "$start")")
    holdfast_ready
    ready+=("$(since "$start")")
    take_crate
    mapfile -t addresses < <(sed -n 's/^network.host: "\(.*\)"$/\1/p' "$plain"/*/crate/settings.yml)
    holdfast_down "$data"
    start=$(now)
    plain_start_crate
    wait_for "a GREEN cluster of plain nodes" 300 green "${addresses[@]}"
    theirs+=("$(since "$start")")
    plain_stop_crate
    printf 'round %s: GREEN by holdfast after %s s (which says so after %s s), by the plain script after %s s; load %s\n' \
        "$round" "${ours[-1]}" "${ready[-1]}" "${theirs[-1]}" "$(cut -d' ' -f1 /proc/loadavg)"
done
a=$(median "${ours[@]}") b=$(median "${theirs[@]}")
printf 'median: holdfast %s s, plain script %s s, ratio %s; holdfast says so after %s s\n' \
    "$a" "$b" "$(ratio "$a" "$b")" "$(median "${ready[@]}")"
