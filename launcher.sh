#!/bin/sh
# Starts Holdfast. Builds it on first use and after changes of its sources, finds a Java, and keeps a class-data archive so that
# commands start fast. Nothing has to be installed beside a JDK 17 or newer and Maven.
#
#   HOLDFAST_JAVA        the java to use                      JAVA_HOME, PATH and the usual places are tried else
#   HOLDFAST_JAVA_OPTS   more options for it
#   HOLDFAST_NO_BUILD    if set, never build
set -u

self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in /*) self=$target ;; *) self=$(dirname "$self")/$target ;; esac
done
root=$(cd "$(dirname "$self")" && pwd -P) || exit 1
module=${HOLDFAST_MODULE_DIR:-scheduler}
target=$root/$module/target
jar=$target/holdfast.jar
stamp=$target/launcher.stamp
log=$target/launcher-build.log

fail() { # cause, remedy
  printf 'error: %s\n  %s\n' "$1" "$2" >&2
  exit 6
}

# --- Java -----------------------------------------------------------------------------------------------------------------

# Sets major and build from the release file of a Java home, or by asking the program itself.
major=0
build=
describe() { # java program
  major=0
  build=
  program=$1
  while [ -L "$program" ]; do
    link=$(readlink "$program")
    case $link in /*) program=$link ;; *) program=${program%/*}/$link ;; esac
  done
  release=${program%/bin/java}/release
  version=
  runtime=
  vendor=
  if [ -r "$release" ]; then
    while IFS='=' read -r key value; do
      value=${value#\"}
      value=${value%\"}
      case $key in
        JAVA_VERSION) version=$value ;;
        JAVA_RUNTIME_VERSION) runtime=$value ;;
        IMPLEMENTOR) vendor=$value ;;
      esac
    done < "$release"
  fi
  if [ -z "$version" ]; then
    version=$("$1" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  case $version in
    1.*) major=${version#1.} ; major=${major%%.*} ;;
    *) major=${version%%[.+-]*} ;;
  esac
  case $major in '' | *[!0-9]*) major=0 ;; esac
  build="${runtime:-$version}-$vendor"
}

java=
seen=
consider() { # java program
  [ -z "$java" ] && [ -n "$1" ] && [ -x "$1" ] || return 0
  describe "$1"
  if [ "$major" -ge 17 ]; then
    java=$1
  elif [ "$major" -gt 0 ]; then
    seen="$seen $1 (Java $major)"
  fi
}

if [ -n "${HOLDFAST_JAVA:-}" ]; then
  consider "$HOLDFAST_JAVA"
  [ -n "$java" ] || fail "HOLDFAST_JAVA=$HOLDFAST_JAVA is no Java 17 or newer" "correct it, or unset it"
fi
if [ -n "${JAVA_HOME:-}" ]; then consider "$JAVA_HOME/bin/java"; fi
if [ -z "$java" ]; then consider "$(command -v java 2>/dev/null || true)"; fi
if [ -z "$java" ] && [ -x /usr/libexec/java_home ]; then
  consider "$(/usr/libexec/java_home -v 17+ 2>/dev/null)/bin/java"
fi
if [ -z "$java" ]; then
  for candidate in /usr/lib/jvm/*/bin/java /usr/java/*/bin/java /opt/java/*/bin/java "$HOME"/.sdkman/candidates/java/*/bin/java; do
    consider "$candidate"
  done
fi
if [ -z "$java" ]; then
  if [ -n "$seen" ]; then
    fail "there is no Java 17 or newer; found only$seen" "install a JDK 17 or newer, or point JAVA_HOME to one"
  fi
  fail "there is no Java on this machine" "install a JDK 17 or newer, or point JAVA_HOME to one"
fi

# --- Build ----------------------------------------------------------------------------------------------------------------

is_stale() {
  [ -f "$jar" ] || return 0
  reference=$jar
  if [ -f "$stamp" ] && [ "$stamp" -nt "$jar" ]; then reference=$stamp; fi
  [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$reference" -type f -print 2>/dev/null | head -n 1)" ]
}

run_build() { # what to say
  mkdir -p "$target"
  "$maven" -q -B -f "$root/pom.xml" -Pquick -DskipTests -Dstyle.color=never package > "$log" 2>&1 < /dev/null &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; rm -rf "$lock"; exit 130' INT TERM
  start=$(date +%s)
  while kill -0 "$pid" 2>/dev/null; do
    if [ -t 2 ]; then printf '\rbuilding Holdfast (%s)… %d s' "$1" "$(($(date +%s) - start))" >&2; fi
    sleep 1
  done
  wait "$pid"
  code=$?
  trap - INT TERM
  if [ -t 2 ]; then printf '\r' >&2; fi
  printf 'building Holdfast (%s)… %d s\n' "$1" "$(($(date +%s) - start))" >&2
  return "$code"
}

build_holdfast() { # what to say
  maven=$(command -v mvn 2>/dev/null || true)
  if [ -z "$maven" ] && [ -n "${MAVEN_HOME:-}" ] && [ -x "$MAVEN_HOME/bin/mvn" ]; then maven=$MAVEN_HOME/bin/mvn; fi
  if [ -z "$maven" ]; then
    [ -f "$jar" ] && return 0
    fail "Holdfast is not built yet, and there is no Maven to build it with" "install Maven 3.8 or newer, then start again"
  fi
  home=${java%/bin/java}
  if [ ! -x "$home/bin/javac" ]; then
    home=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")")")
  fi
  if [ -x "$home/bin/javac" ]; then
    JAVA_HOME=$home
    export JAVA_HOME
  elif ! command -v javac > /dev/null 2>&1; then
    [ -f "$jar" ] && return 0
    fail "$java is a Java without a compiler, and Holdfast is not built yet" "install a JDK 17 or newer, or point JAVA_HOME to one"
  fi
  lock=$root/$module/target/launcher.lock
  mkdir -p "$target"
  while ! mkdir "$lock" 2>/dev/null; do
    holder=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -rf "$lock"
    else
      sleep 1
    fi
  done
  printf '%s' "$$" > "$lock/pid"
  if is_stale; then
    if run_build "$1"; then
      touch "$stamp"
    else
      rm -rf "$lock"
      tail -n 20 "$log" >&2
      fail "the build failed; these are the last lines of $log" "correct what they say; offline, or behind a proxy, see Maven's settings"
    fi
  fi
  rm -rf "$lock"
}

if [ -z "${HOLDFAST_NO_BUILD:-}" ] && is_stale; then
  if [ -f "$jar" ]; then build_holdfast "changed sources"; else build_holdfast "first use"; fi
fi
[ -f "$jar" ] || fail "Holdfast is not built: $jar is missing" "unset HOLDFAST_NO_BUILD, or run: mvn -DskipTests package"

# --- Class-data archive ---------------------------------------------------------------------------------------------------

key=$(printf '%s' "$build" | tr -c 'A-Za-z0-9.\n' '_')
archive=$target/holdfast-$key.jsa
if [ ! -f "$archive" ] || [ "$jar" -nt "$archive" ]; then
  if [ "${1:-}" != warm-up ] && mkdir "$archive.making" 2>/dev/null; then
    # Beside the command itself, and only the next one gains by it. One made at once, not by -XX:ArchiveClassesAtExit: that
    # leaves out classes of old compilers, picocli's among them.
    (
      trap '' INT HUP
      quiet="nice -n 10 $java -Xlog:disable -XX:TieredStopAtLevel=1"
      $quiet "-XX:DumpLoadedClassList=$archive.classes" -XX:+UseSerialGC -jar "$jar" warm-up &&
        $quiet -Xshare:dump "-XX:SharedClassListFile=$archive.classes" "-XX:SharedArchiveFile=$archive.new" -jar "$jar" &&
        mv -f "$archive.new" "$archive"
      rm -rf "$archive.making" "$archive.new" "$archive.classes"
    ) > /dev/null 2>&1 < /dev/null &
  fi
  share=-Xshare:auto
else
  share=-XX:SharedArchiveFile=$archive
fi

# --- Start ----------------------------------------------------------------------------------------------------------------

if [ -t 1 ]; then terminal=yes; else terminal=no; fi
case $0 in */*) command=$0 ;; *) command=${0##*/} ;; esac

# What runs long gets the full compiler; a command that is over in a moment does not live to see it pay.
quick='-XX:TieredStopAtLevel=1'
for word in "$@"; do
  case $word in
    -*) ;;
    up | scheduler | mesos) quick='-XX:+UseSerialGC' ; break ;;
    *) break ;;
  esac
done

# shellcheck disable=SC2086 # options are words
exec "$java" "$share" -Xshare:auto -Xlog:disable -Xlog:all=error:stderr -XX:+UseSerialGC "$quick" \
  "-Dholdfast.terminal=$terminal" "-Dholdfast.command=$command" ${HOLDFAST_JAVA_OPTS:-} -jar "$jar" "$@"
