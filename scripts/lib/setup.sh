# shellcheck shell=bash
# Getting a fresh Debian or Ubuntu machine ready: what the scripts need, installed by apt, said beforehand.

# as_root COMMAND...: runs it as root, by sudo if need be.
as_root() {
    if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

need_root_or_sudo() {
    [[ $EUID -eq 0 ]] && return
    have sudo || die "needs root: it installs packages and makes namespaces. There is no sudo here; run it as root."
    say "needs root for packages and namespaces; sudo may ask for your password"
    sudo -v || die "sudo does not let you in. Run this as root."
}

# The first JDK of these that apt can give; each is at least 17.
SETUP_JDKS="openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless default-jdk-headless"

# javac_release: the major version of the javac on the PATH; 0 without one.
javac_release() {
    local version
    version=$(javac -version 2>&1) || version=
    [[ $version =~ javac\ ([0-9]+) ]] && printf '%s\n' "${BASH_REMATCH[1]}" || echo 0
}

has_candidate() { apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

# setup_missing COMMAND=PACKAGE...: the packages whose command is not there.
setup_missing() {
    local pair
    for pair; do
        have "${pair%%=*}" || printf '%s\n' "${pair#*=}"
    done
}

setup_jdk() {
    local package
    if [[ $(javac_release) -ge 17 ]]; then return; fi
    for package in $SETUP_JDKS; do
        if has_candidate "$package"; then
            printf '%s\n' "$package"
            return
        fi
    done
    printf '%s\n' "${SETUP_JDKS%% *}"
}

# setup_install COMMAND=PACKAGE...: installs what is missing, and a JDK, saying what.
setup_install() {
    local packages
    mapfile -t packages < <(setup_missing "$@")
    if [[ ! -r /usr/share/keyrings/debian-archive-keyring.gpg && ! -r /usr/share/keyrings/debian-archive-keyring.pgp ]]; then
        packages+=(debian-archive-keyring)
    fi
    if [[ $(javac_release) -lt 17 || ${#packages[@]} -gt 0 ]]; then setup_apt_lists; fi
    mapfile -t -O "${#packages[@]}" packages < <(setup_jdk)
    [[ ${#packages[@]} -gt 0 ]] || return 0
    have apt-get || die "these packages are missing, and there is no apt-get here to install them: ${packages[*]}. Install what has them by your system's own means."
    progress "installing ${packages[*]}" \
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}"
    [[ $(javac_release) -ge 17 ]] || die "javac is $(javac_release) on the PATH, and Credmint needs 17 or newer. Put a newer JDK first on the PATH."
}

# setup_library FILE PACKAGE...: installs the first of these packages that apt can give, where no such library is. Tests
# that want it are skipped without.
setup_library() {
    local file=$1 package
    shift
    if /sbin/ldconfig -p | grep -qF "$file"; then return; fi
    for package; do
        if has_candidate "$package"; then
            progress "installing $package" \
                as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$package"
            return
        fi
    done
    say "no package that apt knows has $file; tests of it are skipped"
}

# A machine whose package lists were never fetched finds no candidate for anything.
setup_apt_lists() {
    have apt-get || return 0
    has_candidate debootstrap && has_candidate maven && return
    progress "fetching the lists of packages" as_root apt-get update -q
}

# progress WHAT COMMAND...: runs the command with its output put aside, and says while it lasts that it does. A failure
# shows the end of the output and ends the script.
progress() {
    try_progress "$@" || die "$1: failed with status $?; see above."
}

# try_progress: the same, but a failure comes back as the status.
try_progress() {
    local what=$1 log status=0 begin=$SECONDS
    shift
    log=$(mktemp)
    # A process group of its own, so that whatever the command starts can be ended with it.
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    PROGRESS_PID=$!
    set +m
    progress_watch "$what" "$PROGRESS_PID" "$begin"
    wait "$PROGRESS_PID" || status=$?
    PROGRESS_PID=
    if [[ $status -eq 0 ]]; then
        progress_line "$what: done in $((SECONDS - begin)) s"
    else
        progress_line "$what: failed after $((SECONDS - begin)) s"
    fi
    [[ ! -t 2 ]] || printf '\n' >&2
    if [[ $status -ne 0 ]]; then tail -n 30 "$log" >&2; fi
    rm -f "$log"
    return "$status"
}

# progress_end: ends what is under way, for a script that has to go; the terminal's keys do not reach it.
progress_end() {
    [[ -n ${PROGRESS_PID:-} ]] || return 0
    kill -- "-$PROGRESS_PID" 2>/dev/null || true
    wait "$PROGRESS_PID" 2>/dev/null || true
}

# progress_line TEXT: on a terminal over the line before, else a line of its own.
progress_line() {
    if [[ -t 2 ]]; then printf '\r\033[K%s: %s' "$CREDMINT_ME" "$1" >&2; else say "$1"; fi
}

progress_watch() {
    local what=$1 pid=$2 begin=$3 said=-1
    while kill -0 "$pid" 2>/dev/null; do
        if [[ -t 2 || $said -lt 0 || $((SECONDS - said)) -ge 10 ]]; then
            said=$SECONDS
            progress_line "$what ... $((SECONDS - begin)) s"
        fi
        sleep 0.2
    done
}
