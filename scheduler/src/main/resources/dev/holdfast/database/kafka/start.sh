#!/bin/sh
# Starts one Kafka node. Run in its sandbox, where kafka/node.conf says which node it is; ends in exec, so that Java itself
# gets the signals. Every refusal is two lines on stderr, "refused: cause" and "remedy: what to do", and an exit code of
# its own:
#   71 the volume is not mounted         75 the software is damaged
#   72 the volume is another node's      76 there is no Java
#   73 the volume lost its data          77 this Java is not supported
#   74 the disk is another cluster's     78 the disk could not be formatted (the companion's, too)
#   79 too few open files are allowed    80 the volume is full, or cannot be written
#   81 an address is taken (the companion's)
#   82 a secret did not come             83 names are to be advertised that do not resolve here
set -eu
umask 027

# From node.conf: node, node_id, role, cluster_id, first_launch, software, kafka_version, release, java_least, java_most,
# initial_controllers, open_files_least, free_kilobytes_least, secrets, exporter, names_suffix, names_proof, agent.
# shellcheck disable=SC1091
. ./kafka/node.conf
sandbox=$(pwd -P)
conf=kafka

# shellcheck source=../common.sh
. ./common.sh

# A mark names but a node, so it does not tell another cluster's from another node's.
whose() { # mark
    :
}

need_java() {
    find_java
    remedy="install Java $java_least on the agent, or give the cluster a JRE as artifact 'java'"
    [ -n "$java" ] || refuse 76 "there is no Java on this agent: neither given, nor at JAVA_HOME, nor on the path" "$remedy"
    ask_java
    if [ -z "$major" ] || [ "$major" -lt "$java_least" ] || [ "$major" -gt "$java_most" ]; then
        refuse 77 "$java is Java ${java_version:-of unknown version}, but Kafka $kafka_version runs on Java $java_least to $java_most" "$remedy"
    fi
}

# ---- The disk's own identity: formatted once, explicitly, and never again. ----

# Formatting is done beside and moved into place whole, so that a half-formatted directory is never taken for a whole one.
# $volume/holdfast-formatted remembers that there was data: without it and without data, it is still the first time, unless a
# process on this volume was seen alive before. A controller's disk is formatted, moved and remembered by the companion, with
# Kafka's own tool, in the process that then becomes the controller.
prepare_disk() {
    log=$volume/log
    format=
    if [ ! -f "$log/meta.properties" ]; then
        if [ -e "$volume/holdfast-formatted" ] || [ -e "$log" ]; then
            refuse 73 "the volume of $node was formatted, but $log/meta.properties is gone: it lost data" \
                "bring its data back, or replace $node: it then gets its data from the other nodes"
        fi
        [ "$first_launch" = yes ] || refuse 73 "the volume of $node was used before, but $log/meta.properties is gone: it lost data" \
            "bring its data back, or replace $node: it then gets its data from the other nodes"
        rm -rf "$volume/log.new"
        mkdir "$volume/log.new"
        case $role in
            broker) format_broker ;;
            controller) format_controller ;;
        esac
    fi
    if [ -z "$format" ]; then
        [ -e "$volume/holdfast-formatted" ] || : > "$volume/holdfast-formatted"
        check_meta cluster.id "$cluster_id" "belongs to Kafka cluster"
        check_meta node.id "$node_id" "belongs to the Kafka node"
    fi
}

check_meta() { # key, expected, words
    found=$(sed -n "s/^$1=//p" "$log/meta.properties" | tr -d '\r' | sed 's/\\//g')
    [ "$found" = "$2" ] || refuse 74 "the disk of $node $3 '$found', not '$2'" \
        "do not move disks between clusters or nodes; replace $node if its own disk is lost"
}

format_broker() {
    directory_id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')
    printf 'version=1\ncluster.id=%s\nnode.id=%s\ndirectory.id=%s\n' "$cluster_id" "$node_id" "$directory_id" \
        > "$volume/log.new/meta.properties" || refuse 80 "cannot write to the volume of $node" "see that its disk is well"
    mv "$volume/log.new" "$log"
}

format_controller() {
    [ "$initial_controllers" != unknown ] || refuse 78 "the addresses of the controllers that form the quorum with $node are not known yet" \
        "wait until all of them have a place; it is tried again by itself"
    write_properties "$volume/log.new" kafka/format.properties
    if [ -n "$initial_controllers" ]; then
        set -- --initial-controllers "$initial_controllers"
    else
        set -- --no-initial-controllers
    fi
    format=kafka/format.tool
    printf '%s\n' kafka.tools.StorageTool format -t "$cluster_id" -c kafka/format.properties --release-version "$release" "$@" > "$format"
}

write_properties() { # directory, file
    { cat kafka/server.properties; printf 'log.dirs=%s\nmetadata.log.dir=%s\n' "$1" "$1"; } > "$2"
}

find_volume
check_room "$volume"
check_mark "$volume"
check_software
need_java
raise_limits
check_secrets
check_names
prepare_disk
write_properties "$log" kafka/run.properties

set -- "-Dholdfast.directory=$log"
[ -z "$format" ] || set -- "$@" "-Dholdfast.format.tool=$format" "-Dholdfast.format.beside=$volume/log.new" \
    "-Dholdfast.format.mark=$volume/holdfast-formatted"
# shellcheck disable=SC2086
exec "$java" @kafka/jvm.options $archive "$@" -cp "$classpath" \
    dev.holdfast.node.Companion kafka.Kafka kafka/run.properties
