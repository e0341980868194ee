# shellcheck shell=bash
# What every script here needs: plain messages, the checkout's and the cache's place, and the checks
# that end a script with the reason and what to do about it.

# The caller's name goes in front of each message.
CREDMINT_ME=${CREDMINT_ME:-${0##*/}}

# An ordinary user's path lacks where debootstrap, pivot_root and condor_master are.
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s: %s\n' "$CREDMINT_ME" "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# usage_error MESSAGE: the command line itself is wrong.
usage_error() {
    say "$*"
    say "see: $CREDMINT_ME --help"
    exit 2
}

have() { command -v "$1" >/dev/null 2>&1; }

need_root() {
    [[ $EUID -eq 0 ]] && return
    die "needs root, for namespaces and mounts of its own; you are uid $EUID. Run it with sudo."
}

# need_command COMMAND PACKAGE
need_command() {
    have "$1" || die "the command '$1' is missing. Install the package that has it: apt-get install $2"
}

# The directory for what is dear to make again and for running pools; never inside the checkout.
cache_dir() {
    local dir=${CREDMINT_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/credmint}
    [[ $dir == /* ]] || die "CREDMINT_CACHE_DIR is '$dir'; it must be an absolute path."
    # An overlay's mount options cannot carry these.
    [[ $dir != *[:,\\]* ]] || die "the cache directory '$dir' must not contain ':', ',' or '\\'. Set CREDMINT_CACHE_DIR."
    printf '%s\n' "$dir"
}

# process_start PID: when the process started, in clock ticks since boot; nothing if there is none.
# With the pid it names a process for good, since pids are used again.
process_start() {
    local line
    { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    # The second field is the command in brackets and may hold blanks.
    line=${line##*) }
    # shellcheck disable=SC2086  # the fields are wanted apart
    set -- $line
    printf '%s\n' "${20}"
}
