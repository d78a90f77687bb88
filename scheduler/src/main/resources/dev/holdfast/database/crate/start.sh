#!/bin/sh
# Starts one CrateDB node. Run in its sandbox, where crate/node.conf says which node it is; ends in exec, and CrateDB's own script
# does so too, so that Java itself gets the signals. Every refusal is two lines on stderr, "refused: cause" and
# "remedy: what to do", and an exit code of its own:
#   71 the volume is not mounted         77 this Java is not supported
#   72 the volume is another node's      79 too few open files are allowed
#   73 the volume lost its data          80 the volume is full, or cannot be written
#   74 the disk is another cluster's     82 a secret did not come
#   75 the software is damaged           83 it would run as root
#   76 there is no Java                  84 vm.max_map_count is too low
#   85 a directory of the host is missing, or cannot be written
#   86 too few processes are allowed
#   87 CrateDB's tool could not make it the only master, or take it out of the cluster as it was
set -eu
umask 027

# From node.conf: node, place, first_launch, version, java_least, heap, java_options, loopback, maps_files, open_files_least,
# map_count_least, processes_least, free_kilobytes_least, secrets, only_master, detach, host_data, host_blobs, host_backups,
# made_secrets, keystore, admin, admin_url, exporter, exporter_jar, exporter_listens,
# exporter_rules.
# shellcheck disable=SC1091
. ./crate/node.conf
sandbox=$(pwd -P)
conf=crate

# shellcheck source=../common.sh
. ./common.sh

# ---- 1. The user. CrateDB itself refuses to run as root, some seconds later and at more length. ----

check_user() {
    [ "$(id -u)" != 0 ] || refuse 83 "$node would run as root, and CrateDB does not run as root" \
        "name a user that the agents have: 'user: crate' in the spec, and create it on every agent (useradd --system crate)"
}

# ---- 2. The volume. A database must never write anywhere else. ----

check_volume() {
    find_volume
    disk=$volume
    [ -z "$host_data" ] || disk=$(host_directory data "$host_data")
    blobs=
    [ -z "$host_blobs" ] || blobs=$(host_directory blob "$host_blobs")
    if [ -n "$host_backups" ]; then
        [ -d "$host_backups" ] || refuse 85 "$host_backups, the backup-location of $node, is no directory on this agent" \
            "mount what all agents share there, or keep the cluster off agents without it by a constraint"
        [ -w "$host_backups" ] || refuse 85 "user $(id -un) may not write to $host_backups on this agent" \
            "give the directory to that user: chown $(id -un) $host_backups"
    fi
    check_room "$disk"
}

# The node's own directory below one of the host, which must be there: where it is missing a disk is not mounted.
host_directory() { # data or blob, path
    [ -d "$2" ] || refuse 85 "$2, the $1-path of $node, is no directory on this agent" \
        "create it or mount its disk on the agent, or keep the cluster off agents without it by a constraint"
    mkdir -p "$2/$place" 2>/dev/null && [ -w "$2/$place" ] || refuse 85 "user $(id -un) may not write to $2/$place on this agent" \
        "give the directory to that user: chown $(id -un) $2"
    (cd "$2/$place" && pwd -P)
}

# ---- 3. The mark. ----

whose() { # mark
    sed -n '/^cluster-id=/p' "$1"
}

# ---- 4. The data. A disk that CrateDB once used is never begun anew: an empty node would lose its copies silently. ----

check_data() {
    if [ -d "$disk/data/nodes/0/_state" ]; then
        [ -e "$disk/holdfast-used" ] || : > "$disk/holdfast-used"
    elif [ -e "$disk/holdfast-used" ] || [ "$first_launch" != yes ]; then
        refuse 73 "the volume of $node was used before, but $disk/data/nodes/0/_state is gone: it lost data" \
            "bring its data back, or replace $node: it then gets its data from the other nodes"
    fi
    mkdir -p "$disk/data" || refuse 80 "cannot write to the volume of $node at $disk" "see that its disk is well"
}

# ---- 5. The software. Where the agent leaves the tarball beside what it unpacked, its checksum is checked. ----

check_crate() {
    name=crate-$version
    archive=$(sed -n 's/^[0-9a-f]* *//p' "lib/$name.sha256" 2>/dev/null | head -n 1)
    if [ ! -f "lib/$name.sha256" ] || [ -f "$archive" ]; then
        check_sums "$name"
    fi
    home=$sandbox/$name
    [ -x "$home/bin/crate" ] || refuse 75 "$archive holds no $name/bin/crate, but $(found_crate)" \
        "give the official tarball of CrateDB $version as artifact 'crate-$version', or the version that the tarball has"
}

found_crate() {
    for candidate in crate-*/bin/crate; do
        if [ -x "$candidate" ]; then
            echo "$candidate"
            return
        fi
    done
    echo "nothing like it"
}

# ---- 6. Java: one that was given, else the distribution's own, else JAVA_HOME's, else the one on the path. CrateDB's script knows
# ---- only the directory 'jdk' beside it, so any other is linked there. ----

need_java() {
    java=
    for candidate in java/bin/java java/*/bin/java; do
        [ ! -x "$candidate" ] || java=$candidate
    done
    if [ -z "$java" ] && [ -x "$home/jdk/bin/java" ]; then
        return
    fi
    [ -n "$java" ] || find_java
    remedy="use a tarball with 'jdk' in it, install Java $java_least on the agent, or give the cluster a JRE as artifact 'java'"
    [ -n "$java" ] || refuse 76 "this CrateDB brings no Java along, and none is on this agent: neither given, nor at JAVA_HOME, nor on the path" "$remedy"
    ask_java
    if [ -z "$major" ] || [ "$major" -lt "$java_least" ]; then
        refuse 77 "$java is Java ${java_version:-of unknown version}, but CrateDB $version needs Java $java_least or newer" "$remedy"
    fi
    rm -rf "$home/jdk"
    ln -s "$java_home" "$home/jdk"
}

# ---- 7. The limits, as CrateDB's own bootstrap checks have them: for a node that listens beyond its machine they must hold. ----

check_limits() {
    if [ "$maps_files" = yes ]; then
        at_least 84 "$(sysctl -n vm.max_map_count 2>/dev/null || cat /proc/sys/vm/max_map_count 2>/dev/null || echo unlimited)" \
            "$map_count_least" "memory maps (vm.max_map_count)" \
            "on the agent: sysctl -w vm.max_map_count=$map_count_least, and the same in /etc/sysctl.d; or set node.store.allow_mmap: false"
    fi
    # shellcheck disable=SC3045
    ulimit -n "$(ulimit -H -n)" 2>/dev/null || true
    # shellcheck disable=SC3045
    at_least 79 "$(ulimit -n)" "$open_files_least" "open files" "raise LimitNOFILE of the Mesos agent's service and restart the agent"
    # Some shells call it -u, others -p.
    # shellcheck disable=SC3045
    at_least 86 "$(ulimit -u 2>/dev/null || ulimit -p 2>/dev/null || echo unlimited)" "$processes_least" "processes" \
        "raise LimitNPROC of the Mesos agent's service and restart the agent"
}

at_least() { # exit code, found, least, what, remedy
    if [ "$2" != unlimited ] && [ "$2" -lt "$3" ]; then
        [ "$loopback" = yes ] || refuse "$1" "$node may have only $2 $4 on this agent, CrateDB needs $3" "$5"
        echo "warning: only $2 $4 are allowed, CrateDB wants $3: enough on one machine, not in production" >&2
    fi
}

# ---- 8. The admin: CrateDB trusts its superuser only on this machine, and so from here, and only once it serves. ----

make_admin() {
    [ -n "$admin" ] || return 0
    [ ! -f lib/node.sha256 ] || check_sums node
    companion=$(cat lib/node.classpath)
    store=
    [ "$keystore" != yes ] || store=$sandbox/crate/tls/keystore.p12
    # In a shell of its own that ends at once: the machine's first process then waits for it, for CrateDB would not.
    ("$home/jdk/bin/java" -Xms8m -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$companion" \
        dev.holdfast.node.CrateAdmin "$admin_url" "$admin" "$$" "$store" < /dev/null &)
    unset HOLDFAST_ADMIN_PASSWORD
}

# ---- 9. The votes: where a cluster goes on from this node alone it makes itself the only master, and where one began anew from another it gives
# ---- the old one up; once for ever. The name of that wish and the state as it was are written down first; so a start that was ended midway is
# ---- told from one that was not: CrateDB changes all of it at once.

recast() { # CrateDB's tool, the wish's name, its file on the volume, what the tool wrote, what it does, what it did
    [ -n "$2" ] || return 0
    votes=$disk/$3
    # The commit point of its state, or all of the state where there is none.
    state=$(cd "$disk/data/nodes/0/_state" && { cat segments_* 2>/dev/null || cat ./*; } | cksum)
    if [ "$(sed -n 1p "$votes" 2>/dev/null)" = "$2" ]; then
        [ "$(sed -n 2p "$votes")" = "$state" ] || return 0
    else
        { printf '%s\n%s\n' "$2" "$state" > "$votes.new" && sync && mv "$votes.new" "$votes"; } 2>/dev/null || refuse 80 \
            "cannot write to the volume of $node" "let user $(id -un) write there, and see that the disk is well"
    fi
    printf 'y\n' | crate_node "$1" > "$4" 2>&1 || refuse 87 \
        "CrateDB's tool could not $5: $(grep Exception "$4" | head -n 1)" \
        "see $4 in its sandbox; it is tried again at the next start"
    echo "$node $6, as the plan says"
}

# CrateDB's own script takes paths apart at blanks.
crate_node() {
    case $home$sandbox in
        *[[:space:]]*)
            "$home/jdk/bin/java" -cp "$home/lib/*" org.elasticsearch.cluster.coordination.NodeToolCli "$1" \
                "-Cpath.home=$home" "-Cpath.conf=$sandbox/crate/conf" ;;
        *) "$home/bin/crate-node" "$1" "-Cpath.conf=$sandbox/crate/conf" ;;
    esac
}

check_user
check_volume
check_mark "$volume"
[ "$disk" = "$volume" ] || check_mark "$disk"
check_data
check_crate
need_java
check_limits
check_secrets
check_made_secrets
keep_keystore

mkdir -p logs
{
    cat crate/settings.yml
    printf 'path.data: "%s"\npath.logs: "%s"\n' "$disk/data" "$sandbox/logs"
    [ "$keystore" != yes ] || printf 'ssl.%s_filepath: "%s"\n' keystore "$sandbox/crate/tls/keystore.p12" \
        truststore "$sandbox/crate/tls/keystore.p12"
    [ -z "$blobs" ] || printf 'blobs.path: "%s"\n' "$blobs"
} > crate/conf/crate.yml

unset CRATE_CLASSPATH JAVA_OPTS
export CRATE_HEAP_SIZE="$heap"
export CRATE_JAVA_OPTS="$java_options"
export CRATE_GC_LOG_DIR="$sandbox/logs" CRATE_GC_LOG_SIZE=8m CRATE_GC_LOG_FILES=4
recast detach-cluster "$detach" holdfast-detached detached.txt "take $node out of the cluster as it was" \
    "gave up the cluster as it was"
recast unsafe-bootstrap "$only_master" holdfast-only-master only-master.txt "make $node the only master" \
    "made itself the only master"
make_admin
if [ -n "$exporter" ]; then
    check_sums "$exporter"
    # Only now, for CrateDB's tools would take its port too.
    export CRATE_JAVA_OPTS="$java_options '-javaagent:$sandbox/$exporter_jar=$exporter_listens:$sandbox/$exporter_rules'"
fi
exec "$home/bin/crate" "-Cpath.conf=$sandbox/crate/conf"
