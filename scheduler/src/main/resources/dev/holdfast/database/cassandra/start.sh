#!/bin/sh
# Starts one Cassandra node. Run in its sandbox, where cassandra/node.conf says which node it is; ends in exec, so that Java itself
# gets the signals. Every refusal is two lines on stderr, "refused: cause" and "remedy: what to do", and an exit code of
# its own:
#   71 the volume is not mounted         77 this Java is not supported
#   72 the volume is another node's      79 too few open files are allowed
#   73 the volume lost its data          80 the volume is full, or cannot be written
#   74 the disk is another cluster's     81 an address is taken (the companion's)
#   75 the software is damaged           82 a secret did not come
#   76 there is no Java                  88 the node left the ring with this disk
set -eu
umask 027

# From node.conf: node, first_launch, joined, left, software, version, javas, sizes_objects, open_files_least,
# free_kilobytes_least, secrets, made_secrets, keystore, exporter.
# shellcheck disable=SC1091
. ./cassandra/node.conf
sandbox=$(pwd -P)
conf=cassandra

# shellcheck source=../common.sh
. ./common.sh

whose() { # mark
    sed -n '/^owner=/p; /^cluster=/p' "$1"
}

# ---- The data. A disk that was a member's is never begun anew: it would join as a stranger. One that left is never begun again. ----

# The companion writes holdfast-joined once the node is a member, and holdfast-left once it gave its data away.
check_data() {
    if [ "$left" = yes ] || [ -e "$volume/holdfast-left" ]; then
        refuse 88 "$node has left the ring with this disk: its data is on the other nodes now" \
            "replace $node: it then joins with an empty disk"
    fi
    if [ "$joined" = yes ] || [ -e "$volume/holdfast-joined" ]; then
        [ -n "$(find "$volume/data/system" -name '*-Data.db' -print 2>/dev/null | head -n 1)" ] || refuse 73 \
            "the volume of $node was a member's, but there is no data in $volume/data/system: it lost data" \
            "bring its data back, or replace $node: it then gets its data from the other nodes"
    fi
}

need_java() {
    find_java
    remedy="install Java ${javas%% *} on the agent, or give the cluster a JRE: up --jre FILE|URL, or artifact 'java' in its spec"
    [ -n "$java" ] || refuse 76 "there is no Java on this agent: neither given, nor at JAVA_HOME, nor on the path" "$remedy"
    ask_java
    for supported in $javas; do
        [ "$major" != "$supported" ] || return 0
    done
    refuse 77 "$java is Java ${java_version:-of unknown version}, but Cassandra $version runs on Java $javas only" "$remedy"
}

find_volume
check_room "$volume"
check_mark "$volume"
check_data
check_software
need_java
raise_limits
check_secrets
check_made_secrets
keep_keystore
# Measures how large objects are in memory, which large nodes want exactly; it costs a second at each start.
agent=
if [ "$sizes_objects" = yes ]; then
    for jar in lib/*jamm*.jar; do
        [ ! -f "$jar" ] || agent=-javaagent:$jar
    done
fi
# Native libraries are unpacked there, and not everywhere may programs be run from /tmp.
mkdir -p tmp logs
# As many as Cassandra's own start: each costs memory that no heap limit counts.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-4}"

# shellcheck disable=SC2086
exec "$java" @cassandra/jvm.options $archive $agent "-Djava.io.tmpdir=$sandbox/tmp" "-Djna.tmpdir=$sandbox/tmp" \
    "-Dcassandra.storagedir=$volume" "-Dholdfast.directory=$volume" -cp "$classpath" \
    dev.holdfast.node.Companion org.apache.cassandra.service.CassandraDaemon
