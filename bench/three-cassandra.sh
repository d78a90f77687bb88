#!/usr/bin/env bash
# Three nodes of Cassandra from nothing: how long until each of them is UN and answers queries, by Holdfast and by a plain shell script that
# starts the same three with the same files, as fast as is safe: the next when the one before is UN. In turns.
# Usage: three-cassandra.sh [ROUNDS]
. "$(dirname "$0")/common.sh"
rounds=${1:-3}
data=$WORK/holdfast
plain=$WORK/plain

status() { # address
    curl -s --max-time 2 "http://$1:9406/status" 2> /dev/null || true
}

# Whether a node is normal in its own eyes, serves clients, and sees so many up and normal.
is_normal() { # address, members
    local said
    said=$(status "$1")
    case $said in *'"mode":"NORMAL"'*'"nativeRunning":true'*) ;; *) return 1 ;; esac
    [ "$(printf '%s' "$said" | grep -o '"standing":"NORMAL","up":true' | wc -l)" -ge "$2" ]
}

all_normal() { # address...
    local address
    for address in "$@"; do is_normal "$address" $# || return 1; done
}

# What Holdfast has rendered for each node, and one copy of the software, out of its agents' sandboxes.
take_cassandra() {
    local conf from name
    rm -rf "$plain"
    mkdir -p "$plain"
    find "$data/mesos" -path '*/containers/*' -path '*/cassandra/node.conf' | while read -r conf; do
        from=$(dirname "$conf")
        name=$(sed -n "s/^node='[^/]*\/\(.*\)'$/\1/p" "$conf")
        mkdir -p "$plain/$name"
        cp -r "$from" "$plain/$name/cassandra"
        [ -d "$plain/lib" ] || cp -rL --preserve=timestamps "$from/../lib" "$plain/lib"
        ln -sfn ../lib "$plain/$name/lib"
    done
    [ "$(find "$plain" -path '*/cassandra/node.conf' | wc -l)" = 3 ] || { echo "there are not three rendered nodes" >&2; exit 1; }
}

# In a node's directory, as the start script does it, less the checks.
plain_cassandra='
    set -eu
    . ./cassandra/node.conf
    mkdir -p data logs tmp
    classpath=
    for name in $software; do classpath=${classpath:+$classpath:}$(cat "lib/$name.classpath"); done
    archive=
    for jsa in lib/*.jsa; do
        [ ! -f "$jsa" ] || archive="-XX:SharedArchiveFile=$jsa -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
    done
    export MALLOC_ARENA_MAX=4
    exec java @cassandra/jvm.options $archive "-Djava.io.tmpdir=$PWD/tmp" "-Djna.tmpdir=$PWD/tmp" \
        "-Dcassandra.storagedir=$PWD/data" "-Dholdfast.directory=$PWD/data" -cp "$classpath" \
        dev.holdfast.node.Companion org.apache.cassandra.service.CassandraDaemon
'

address_of() { sed -n 's/.*holdfast.status.address=\([^"]*\).*/\1/p' "$1/cassandra/jvm.options"; }

# One after the other: a node joins when the one before is a member in the eyes of all.
plain_start_cassandra() {
    local node address begun=0
    for node in "$plain"/node-*; do
        (cd "$node" && exec setsid sh -c "$plain_cassandra" > out.txt 2>&1 < /dev/null) &
        begun=$((begun + 1))
        address=$(address_of "$node")
        wait_for "plain $address" 300 is_normal "$address" "$begun"
    done
}

plain_stop_cassandra() {
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
    holdfast_begin "$data" cassandra
    wait_for "the API" 60 curl -s -o /dev/null "$HOLDFAST_API/v1/status"
    wait_for "three nodes" 60 sh -c "[ \"\$(curl -s $HOLDFAST_API/v1/clusters/cassandra | grep -o '\"address\":\"[0-9]' | wc -l)\" = 3 ]"
    mapfile -t addresses < <(curl -s "$HOLDFAST_API/v1/clusters/cassandra" | grep -o '"address":"[^"]*"' | cut -d'"' -f4 | sort -u)
    wait_for "three nodes UN" 600 all_normal "${addresses[@]}"
    ours+=("$(since "$start")")
    holdfast_ready
    ready+=("$(since "$start")")
    take_cassandra
    holdfast_down "$data"
    start=$(now)
    plain_start_cassandra
    wait_for "three plain nodes UN" 300 all_normal "${addresses[@]}"
    theirs+=("$(since "$start")")
    plain_stop_cassandra
    printf 'round %s: three UN by holdfast after %s s (which says so after %s s), by the plain script after %s s; load %s\n' \
        "$round" "${ours[-1]}" "${ready[-1]}" "${theirs[-1]}" "$(cut -d' ' -f1 /proc/loadavg)"
done
a=$(median "${ours[@]}") b=$(median "${theirs[@]}")
printf 'median: holdfast %s s, plain script %s s, ratio %s; holdfast says so after %s s\n' \
    "$a" "$b" "$(ratio "$a" "$b")" "$(median "${ready[@]}")"
