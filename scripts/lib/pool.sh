# shellcheck shell=bash
# Pools: bringing up, finding, entering, ending. A pool is a directory of its own in the cache and a set of
# namespaces whose first process is lib/pool-init.

POOL_HOST_NAME=pool.credmint.test
POOL_PEOPLE="alice bob carol"
POOL_CREDENTIALS=/var/lib/condor/oauth_credentials

# pool_select NAME: the functions below are about this pool.
pool_select() {
    [[ $1 =~ ^[a-z0-9][a-z0-9.-]{0,40}$ ]] ||
        usage_error "'$1' is no name for a pool; use small letters, digits, '.' and '-', 41 at most."
    POOL_NAME=$1
    POOL_DIR=$CREDMINT_CACHE/pools/$1
}

# pool_lock: one 'up' or 'down' at a time for a pool. Held until the script ends.
pool_lock() {
    mkdir -p "$CREDMINT_CACHE/locks"
    exec 7>"$CREDMINT_CACHE/locks/$POOL_NAME"
    flock --wait 120 7 || die "another 'pool up' or 'pool down' of '$POOL_NAME' has been under way for two minutes."
}

# pool_init_pid: sets REPLY to the pid of the pool's first process; false if the pool has none.
pool_init_pid() {
    local pid start line
    { read -r pid start <"$POOL_DIR/init"; } 2>/dev/null || return 1
    { IFS= read -r line <"/proc/$pid/stat"; } 2>/dev/null || return 1
    line=${line##*) }
    # shellcheck disable=SC2086  # the fields are wanted apart
    set -- $line
    [[ ${20} == "$start" && $1 != Z ]] || return 1
    REPLY=$pid
}

need_pool() {
    pool_init_pid && return
    if [[ -d $POOL_DIR ]]; then
        die "pool '$POOL_NAME' is not running, though its directory $POOL_DIR is still there. Clear it: $CREDMINT_ME down --name $POOL_NAME"
    fi
    die "there is no pool '$POOL_NAME'. Bring it up: $CREDMINT_ME up --name $POOL_NAME"
}

# pool_enter USER COMMAND...: becomes COMMAND in the pool, as USER, in his home directory.
pool_enter() {
    local user=$1 home=/home/$1 become=()
    shift
    case $user in
        root) home=/root ;;
        condor) home=/var/lib/condor ;;
    esac
    [[ $user == root ]] || become=(setpriv --reuid="$user" --regid="$user" --init-groups)
    need_pool
    # shellcheck source=/dev/null  # written by 'up'
    . "$POOL_DIR/settings"
    # shellcheck disable=SC2016  # for the inner shell
    exec nsenter --target "$REPLY" --mount --uts --ipc --net --pid -- /usr/bin/env -i \
        HOME="$home" USER="$user" LOGNAME="$user" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
        LANG=C.UTF-8 TERM="${TERM:-dumb}" ${POOL_JDK:+JAVA_HOME="$POOL_JDK"} \
        ${POOL_CONDOR_CONFIG:+CONDOR_CONFIG="$POOL_CONDOR_CONFIG"} "${become[@]}" \
        /bin/sh -c 'cd "$HOME" 2>/dev/null || cd /; exec "$@"' sh "$@"
}

# in_pool COMMAND...: as root, and comes back.
in_pool() { (pool_enter root "$@") 7>&-; }

# ---- ending -------------------------------------------------------------------------------------------------------

# pool_processes: the pids, as the host knows them, of what runs for this pool: first the pool's own first process,
# also one that has not recorded itself yet, and the 'unshare' above it.
pool_processes() {
    local dir arguments=()
    for dir in /proc/[0-9]*; do
        { mapfile -d '' -t arguments <"$dir/cmdline"; } 2>/dev/null || continue
        [[ ${#arguments[@]} -ge 2 && ${arguments[-1]} == "$POOL_DIR" && ${arguments[-2]} == */pool-init ]] &&
            printf '%s\n' "${dir#/proc/}"
    done
    if pool_init_pid; then printf '%s\n' "$REPLY"; fi
}

# pool_end: ends the pool's processes and removes its directory. Mounts go with the namespace.
pool_end() {
    local pids tries=0
    while mapfile -t pids < <(pool_processes) && [[ ${#pids[@]} -gt 0 ]]; do
        kill -KILL "${pids[@]}" 2>/dev/null || true
        tries=$((tries + 1))
        [[ $tries -lt 200 ]] || die "processes ${pids[*]} of pool '$POOL_NAME' do not end, though killed; are they stuck on a file system?"
        sleep 0.05
    done
    rm -rf --one-file-system -- "$POOL_DIR"
}

# ---- bringing up --------------------------------------------------------------------------------------------------

# pool_jdk: sets REPLY to the home of the JDK that the pool shall see.
pool_jdk() {
    local java
    if [[ -n $UP_JDK ]]; then
        [[ -x $UP_JDK/bin/java ]] || die "--jdk $UP_JDK: there is no bin/java in it."
        REPLY=$(readlink -f "$UP_JDK")
        return
    fi
    for REPLY in "${CREDMINT_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
        [[ -n $REPLY && -x $REPLY/bin/java ]] && REPLY=$(readlink -f "$REPLY") && return
    done
    REPLY=
    java=$(readlink -f "$(command -v java || true)") || return 0
    REPLY=${java%/bin/java}
}

# pool_credmon: checks what --credmon asks for and sets REPLY to the executable's path in the pool.
pool_credmon() {
    # shellcheck disable=SC2016  # the variable is HTCondor's
    case $UP_CREDMON in
        none) REPLY= ;;
        stock) REPLY='$(SBIN)/condor_credmon_oauth' ;;
        credmint)
            [[ -x $UP_TREE/sbin/condor_credmon_mint ]] ||
                die "$UP_TREE/sbin/condor_credmon_mint is not there; build it (mvn -q -Pquick package) or choose another credmon (--credmon stock|none|PATH)."
            [[ -n $POOL_JDK ]] || die "no JDK was found for Credmint; put java on the PATH or say --jdk DIR."
            REPLY=/opt/credmint/sbin/condor_credmon_mint
            ;;
        /*) REPLY=$UP_CREDMON ;;
        *) usage_error "--credmon '$UP_CREDMON': it must be credmint, stock, none or an absolute path in the pool." ;;
    esac
}

# pool_configuration: the files of the pool's config.d; later ones win.
pool_configuration() {
    local dir=$POOL_DIR/config.d knob
    cp "$CREDMINT_SCRIPTS/lib/pool.conf" "$dir/10-pool.conf"
    if [[ $UP_CREDMON == none ]]; then
        cat "$CREDMINT_LIB/pool-without-credmon.conf" >"$dir/40-credmint.conf"
    else
        cp "$CREDMINT_HOME/condor-config/40-credmint.conf" "$dir/40-credmint.conf"
        printf 'CREDMON_OAUTH = %s\n' "$1" >"$dir/50-credmon.conf"
    fi
    if [[ -n $UP_OWNER ]]; then pool_personal_configuration >"$dir/60-personal.conf"; fi
    : >"$dir/90-knobs.conf"
    if [[ -n $UP_KNOBS_FILE ]]; then cat -- "$UP_KNOBS_FILE" >>"$dir/90-knobs.conf"; fi
    for knob in "${UP_KNOBS[@]}"; do printf '%s\n' "$knob" >>"$dir/90-knobs.conf"; done
}

# pool_personal_configuration: what differs in a pool that an ordinary user runs for himself.
pool_personal_configuration() {
    cat <<CONF
ETC = /var/lib/condor/etc
LOCAL_CREDMON_PRIVATE_KEY = \$(ETC)/scitokens-private.pem
LOCAL_CREDMON_PUBLIC_KEY = \$(ETC)/scitokens.pem
ALLOW_DAEMON = \$(ALLOW_DAEMON) $UP_OWNER@*
ALLOW_NEGOTIATOR = \$(ALLOW_NEGOTIATOR) $UP_OWNER@*
ALLOW_ADMINISTRATOR = \$(ALLOW_ADMINISTRATOR) $UP_OWNER@*
CONF
}

# pool_host_config: a main configuration file for the host's own HTCondor: its programs, and nothing of its set-up.
pool_host_config() {
    local knob
    for knob in RELEASE_DIR BIN SBIN LIB LIBEXEC SHARE; do
        printf '%s = %s\n' "$knob" "$(condor_config_val "$knob")"
    done
    cat <<'CONF'
LOCAL_DIR = /var
LOCAL_CONFIG_DIR = /etc/condor/config.d
ETC = /etc/condor
RUN = $(LOCAL_DIR)/run/condor
LOG = $(LOCAL_DIR)/log/condor
LOCK = $(LOCAL_DIR)/lock/condor
SPOOL = $(LOCAL_DIR)/spool/condor
EXECUTE = $(LOCAL_DIR)/lib/condor/execute
CONF
}

# pool_settings ROOTFS ADDITION: what pool-init and the later commands need to know.
pool_settings() {
    local POOL_ROOTFS=$1 POOL_ADDITION=$2 POOL_RELEASE=$UP_RELEASE POOL_CREDMON=$UP_CREDMON POOL_OWNER=$UP_OWNER POOL_CONDOR_CONFIG='' POOL_MASTER=condor_master POOL_CROWD
    POOL_CROWD=$(printf 'u%03d ' {1..250})
    if [[ $UP_RELEASE == host ]]; then
        POOL_CONDOR_CONFIG=/etc/condor/credmint-pool.conf
        POOL_MASTER=$(command -v condor_master)
        pool_host_config >"$POOL_DIR/condor_config"
    fi
    declare -p POOL_ROOTFS POOL_ADDITION POOL_RELEASE POOL_CREDMON POOL_OWNER POOL_CONDOR_CONFIG POOL_MASTER POOL_CROWD \
        POOL_PEOPLE POOL_HOST_NAME POOL_JDK | sed 's/^declare -\S* //' >"$POOL_DIR/settings"
}

pool_create() {
    local rootfs=$1 addition=$2 credmon=$3
    mkdir -p "$POOL_DIR"
    chmod 0755 "$POOL_DIR"
    mkdir "$POOL_DIR"/{mnt,lib,log,spool,home,config.d}
    # A copy, so that a build may replace the tree while the pool lives.
    if [[ -d $UP_TREE ]]; then cp -a --reflink=auto "$UP_TREE" "$POOL_DIR/credmint"; fi
    pool_settings "$rootfs" "$addition"
    pool_configuration "$credmon"
}

pool_start() {
    # Neither the lock nor the terminal goes to the pool.
    setsid env -i PATH="$PATH" unshare --mount --uts --ipc --net --pid --fork --kill-child=KILL -- \
        "$CREDMINT_LIB/pool-init" "$POOL_DIR" >"$POOL_DIR/log/pool-init.out" 2>&1 </dev/null 7>&- &
    POOL_STARTER=$!
    disown
    while [[ ! -e $POOL_DIR/log/.pool-started ]]; do
        kill -0 "$POOL_STARTER" 2>/dev/null || die "the pool's namespaces could not be set up; see above. Namespaces, mounts and overlayfs must be allowed on this machine."
        sleep 0.02
    done
}

# pool_wait_ready: waits for every daemon, saying at the end which did not come.
pool_wait_ready() {
    in_pool /bin/bash -s -- "$UP_WAIT" "$([[ $UP_CREDMON == none ]] || echo yes)" <"$CREDMINT_LIB/pool-ready"
}

# pool_explain_failure: the ends of the logs, and all of them kept aside.
pool_explain_failure() {
    local log kept=$CREDMINT_CACHE/failed/$POOL_NAME
    rm -rf -- "$kept"
    mkdir -p "${kept%/*}"
    cp -a "$POOL_DIR/log" "$kept"
    for log in pool-init.out pool-master.out MasterLog CreddLog CredMonOAuthLog; do
        if [[ -s $kept/$log ]]; then
            say "---- the end of $log"
            tail -n 12 "$kept/$log" >&2
        fi
    done
    say "all logs of the failed pool are kept in $kept"
}

pool_up_failed() {
    trap - EXIT INT TERM
    pool_explain_failure || true
    pool_end
    exit 1
}

pool_up() {
    local rootfs=/ addition='' credmon POOL_JDK=
    need_root
    need_command unshare util-linux
    need_command nsenter util-linux
    need_command ip iproute2
    need_command flock util-linux
    pool_jdk
    POOL_JDK=$REPLY
    pool_credmon
    credmon=$REPLY
    [[ -z $UP_OWNER || " $POOL_PEOPLE " == *" $UP_OWNER "* ]] || die "--as $UP_OWNER: it must be one of: $POOL_PEOPLE."
    [[ -z $UP_KNOBS_FILE || -r $UP_KNOBS_FILE ]] || die "--knobs-file $UP_KNOBS_FILE: it cannot be read."
    if [[ $UP_RELEASE != host ]]; then
        rootfs_ensure "$UP_RELEASE"
        rootfs=$REPLY
    fi
    if [[ -n $UP_WITH ]]; then
        rootfs_addition "$rootfs" "$UP_WITH"
        addition=$REPLY
    fi
    pool_lock
    if pool_init_pid; then
        die "pool '$POOL_NAME' is up already. End it first ($CREDMINT_ME down --name $POOL_NAME), or choose another --name."
    fi
    pool_end
    trap pool_up_failed EXIT INT TERM
    pool_create "$rootfs" "$addition" "$credmon"
    pool_start
    pool_wait_ready
    trap - EXIT INT TERM
    pool_status
}

# ---- looking ------------------------------------------------------------------------------------------------------

# pool_process_list INIT: "pid name" of each process in the pool, pids as the host knows them.
pool_process_list() {
    local dir name
    for dir in /proc/[0-9]*; do
        [[ $dir/ns/pid -ef /proc/$1/ns/pid ]] || continue
        { read -r name <"$dir/comm"; } 2>/dev/null || continue
        case $name in
            bash | sleep) ;;
            *) printf '%s %s\n' "${dir#/proc/}" "$name" ;;
        esac
    done
}

pool_status() {
    local init version credmon=none
    need_pool
    init=$REPLY
    # shellcheck source=/dev/null  # written by 'up'
    . "$POOL_DIR/settings"
    [[ $POOL_CREDMON == none ]] || credmon=$(in_pool condor_config_val CREDMON_OAUTH)
    # shellcheck disable=SC2016  # a dollar sign in the text
    version=$(in_pool condor_version | sed -n 's/^\$CondorVersion: \(\S*\).*/\1/p')
    printf 'name: %s\nrelease: %s\ncondor: %s\n' "$POOL_NAME" "$POOL_RELEASE" "$version"
    printf 'directory: %s\nlogs: %s\ncredentials: %s\nconfiguration: %s\nhomes: %s\n' "$POOL_DIR" "$POOL_DIR/log" \
        "$POOL_DIR/lib/${POOL_CREDENTIALS##*/}" "$POOL_DIR/config.d" "$POOL_DIR/home"
    printf 'credmon: %s\ninit: %s\n' "$credmon" "$init"
    pool_process_list "$init" | sed 's/^/process: /'
    if in_pool /bin/bash -s -- 0 "$([[ $POOL_CREDMON == none ]] || echo yes)" <"$CREDMINT_LIB/pool-ready"; then
        echo 'state: ready'
    else
        echo 'state: not ready'
        return 1
    fi
}
