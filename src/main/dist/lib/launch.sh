# Sourced by the launchers, which set:
#   root     the tree's directory, with no link in it
#   refused  exit status when there is nothing to run with
#   memory   limit of the heap
# shellcheck shell=sh disable=SC2154

refuse() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit "$refused"
}

# Sets java, version, and build, which is the JDK's own name for itself, if directory $1 holds Java 17
# or later.
try_home() {
  [ -x "$1/bin/java" ] || return 1
  version=
  build=
  if [ -r "$1/release" ]; then # a hundred times faster than asking java
    while IFS='=' read -r key value || [ -n "$key" ]; do
      case $key in
        JAVA_VERSION) version=${value#\"} ;;
        JAVA_RUNTIME_VERSION) build=$value ;;
      esac
    done <"$1/release"
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1) || return 1
    version=${version#*version \"}
  fi
  version=${version%%[!0-9]*}
  [ "${version:-0}" -ge 17 ] || return 1
  java=$1/bin/java
}

# The JDK that PATH leads to: java there may be a link to a link, or a script of a version manager.
try_path() {
  found=$(command -v java) || return 1
  while [ -L "$found" ]; do
    to=$(ls -ld -- "$found")
    to=${to#*"$found -> "}
    case $to in /*) found=$to ;; *) found=${found%/*}/$to ;; esac
  done
  try_home "${found%/bin/java}"
}

find_java() {
  if [ -n "${CREDMINT_JAVA_HOME:-}" ]; then
    try_home "$CREDMINT_JAVA_HOME" ||
      refuse "CREDMINT_JAVA_HOME is $CREDMINT_JAVA_HOME, which holds no Java 17 or later"
    return
  fi
  if [ -n "${JAVA_HOME:-}" ] && try_home "$JAVA_HOME"; then return; fi
  if try_path; then return; fi
  for home in "${CREDMINT_JVM_DIR:-/usr/lib/jvm}"/*; do
    if try_home "$home"; then return; fi
  done
  refuse 'no Java 17 or later in JAVA_HOME, PATH or /usr/lib/jvm: install one, or set CREDMINT_JAVA_HOME'
}

# Makes ready for jvm.
prepare() {
  case $root in *:*) refuse "a path with a colon cannot be a class path: $root" ;; esac
  # condor_master may hand down a bare environment; commands we start need a PATH.
  PATH=${PATH:-/usr/sbin:/usr/bin:/sbin:/bin}
  # File names are bytes; in the C locale Java could not name those beyond ASCII.
  LC_ALL=C.UTF-8
  # An arena for each thread would cost more memory than it saves time.
  MALLOC_ARENA_MAX=2
  export PATH LC_ALL MALLOC_ARENA_MAX
  # condor_master sets this (MASTER_SET_TZ). Java would take today's offset from it and keep that when
  # the clocks change; without it, it finds the zone's name.
  case ${TZ-} in :/etc/localtime | /etc/localtime) unset TZ ;; esac
  # CREDMINT_JAVA_OPTS is the one way in: these would print on stderr, or load agents into the daemon.
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  find_java
  jar=$root/lib/credmint.jar
}

# What any local user could otherwise take up by connections to CREDMINT_METRICS_PORT: http_limits bounds their number, and
# the seconds that a request and its answer may take.
http_limits='-Dsun.net.httpserver.maxReqTime=5 -Dsun.net.httpserver.maxRspTime=10 -Djdk.httpserver.maxConnections=64'

# Becomes the JVM. JNA would start ldconfig for a list of directories to search; what it loads has a full path, or
# a name that the system finds by itself. Its error file would hold registers and stack, hence perhaps a key, in HTCondor's
# readable log directory; the few lines it prints at a crash remain.
# The collector, the small young generation, the one compiler thread with its small code cache and the short table of texts
# keep an idle daemon near 64 MB; measured with scripts/bench. A busy one may have a heap that is mostly free: each collection
# stops all its threads.
jvm() {
  # JNA and the native provider call C, of which newer releases warn.
  if [ "$version" -ge 22 ]; then set -- --enable-native-access=ALL-UNNAMED "$@"; fi
  # Kept free for SIGQUIT, which the JVM lets no handler of Java's have; see org.credmint.os.process.Signals.
  exec 3</dev/null
  set -f
  # shellcheck disable=SC2086 # options are words
  exec "$java" \
    -Xlog:disable \
    -XX:+UseSerialGC -XX:NewRatio=1 -XX:NewSize=3m -XX:SurvivorRatio=5 \
    -XX:MinHeapFreeRatio=60 -XX:MaxHeapFreeRatio=80 \
    -XX:TieredStopAtLevel=1 -XX:CICompilerCount=1 -XX:StringTableSize=1024 \
    -Xms16m "-Xmx$memory" -Xss512k -XX:MaxMetaspaceSize=64m -XX:ReservedCodeCacheSize=16m \
    -XX:-UsePerfData -XX:+DisableAttachMechanism \
    -XX:+ExitOnOutOfMemoryError -XX:-CreateCoredumpOnCrash -XX:ErrorFile=/dev/null \
    -Dfile.encoding=UTF-8 -Dcredmint.quit.fd=3 \
    -Djna.nounpack=true -Djna.nosys=true -Djna.platform.library.path= "-Djna.boot.library.path=$root/lib/native" \
    "-Djava.library.path=$root/lib/native" -Dcom.amazon.corretto.crypto.provider.useExternalLib=true \
    $http_limits ${CREDMINT_JAVA_OPTS:-} "$@"
}

# Becomes credmint. The JVM would reject an archive that is not its own, but then also do without the one
# that came with it.
launch() {
  prepare
  set -- -jar "$jar" "$@"
  if [ -r "$root/lib/credmint.jsa.for" ]; then
    IFS= read -r made_for <"$root/lib/credmint.jsa.for" || :
    if [ "$made_for" = "$build $root" ]; then
      set -- "-XX:SharedArchiveFile=$root/lib/credmint.jsa" "$@"
    fi
  fi
  jvm "$@"
}
