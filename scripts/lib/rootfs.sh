# shellcheck shell=bash
# The cache of root file systems: one directory for each release and recipe, made once, never written to again.

# rootfs_suite RELEASE: the Debian suite that has it. Testing moves; 25.14 stands for whatever it has now.
rootfs_suite() {
    case $1 in
        23.9) echo trixie ;;
        25.14) echo testing ;;
        *) die "no root file system is known for release '$1'; known are 23.9 and 25.14." ;;
    esac
}

# rootfs_mirror: where Debian's packages come from: what the caller set, else what this host's apt uses, else
# what its debootstrap knows.
rootfs_mirror() {
    local mirror
    if [[ -n ${CREDMINT_DEBIAN_MIRROR:-} ]]; then
        printf '%s\n' "$CREDMINT_DEBIAN_MIRROR"
        return
    fi
    # shellcheck disable=SC2016  # the variables are apt's
    mirror=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -F'|' '$1 == "Debian" && $2 == "Debian" { print $3; exit }')
    if [[ -z $mirror ]]; then
        mirror=$(sed -n 's/^DEF_MIRROR="\([^"]*\)".*/\1/p' "$(command -v debootstrap)" | head -n 1)
    fi
    [[ $mirror =~ ^(https?|file): ]] ||
        die "no Debian mirror is known here: apt's sources name none (or 'apt-get update' never ran), and debootstrap has no default. Set CREDMINT_DEBIAN_MIRROR to one."
    printf '%s\n' "$mirror"
}

# rootfs_keyring: the keys that sign Debian's archive.
rootfs_keyring() {
    local file
    for file in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
        [[ -r $file ]] && printf '%s\n' "$file" && return
    done
    die "the keys of Debian's archive are missing. Install them: apt-get install debian-archive-keyring"
}

# rootfs_key RELEASE: what names its place in the cache; another recipe, another key.
rootfs_key() {
    local recipe=$CREDMINT_LIB/rootfs-recipe hash
    hash=$({ rootfs_suite "$1"; uname -m; cat "$recipe"; } | sha256sum)
    printf '%s-%s\n' "$1" "${hash:0:16}"
}

# A proxy that apt uses is the one that debootstrap needs.
rootfs_export_proxy() {
    local proxy
    proxy=$(apt-config shell p Acquire::http::Proxy 2>/dev/null | sed -n "s/^p='\(.*\)'$/\1/p")
    if [[ -n $proxy && $proxy != DIRECT && -z ${http_proxy:-} ]]; then
        export http_proxy=$proxy
    fi
}

# rootfs_build RELEASE FINAL: builds beside FINAL and renames when complete. The lock is held by the caller, so
# whatever lies half-built is left from an interrupted build.
rootfs_build() {
    local release=$1 final=$2 suite mirror keyring log=$2.log partial=$2.partial
    need_command debootstrap debootstrap
    suite=$(rootfs_suite "$release") mirror=$(rootfs_mirror) keyring=$(rootfs_keyring)
    rootfs_export_proxy
    rm -rf --one-file-system -- "$CREDMINT_CACHE/rootfs/$release"-*.partial "$CREDMINT_CACHE/rootfs/$release"-*.log
    mkdir -p "$partial"
    say "building a root file system with HTCondor $release (Debian $suite); once, about a minute ..."
    # The parent's death ends the build, and with its namespace all that it started.
    if ! setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --mount-proc -- \
        "$CREDMINT_LIB/rootfs-recipe" "$suite" "$mirror" "$keyring" "$partial" >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
        rm -rf --one-file-system -- "$partial"
        die "building the root file system of $release from $mirror failed; the whole log is $log. Is the mirror reachable and has it $suite (CREDMINT_DEBIAN_MIRROR names another), and may this machine make namespaces and mounts?"
    fi
    mv -T "$partial" "$final"
    rm -f "$log"
}

# rootfs_prune RELEASE KEY: removes other recipes' root file systems of this release that no pool stands on.
rootfs_prune() {
    local dir=$CREDMINT_CACHE/rootfs release=$1 keep=$2 old
    for old in "$dir/$release"-*; do
        [[ -d $old && $old != *.partial && $old != *+* && ${old##*/} != "$keep" ]] || continue
        # shellcheck disable=SC2094  # the lock's file goes with what it locks
        (
            flock --nonblock 6 || exit 0
            rm -rf --one-file-system -- "$old" "$old"+* "$old.lock"
        ) 6>"$old.lock"
    done
}

# rootfs_ensure RELEASE: sets REPLY to the path of its root file system, building it if there is none yet. The lock is
# held by this shell itself and not by a child, so that the death of the script is the end of the build.
rootfs_ensure() {
    local release=$1 key final
    key=$(rootfs_key "$release")
    final=$CREDMINT_CACHE/rootfs/$key
    mkdir -p "$CREDMINT_CACHE/rootfs"
    if [[ ! -d $final ]]; then
        exec 8>"$CREDMINT_CACHE/rootfs/$release.build.lock"
        flock --nonblock 8 || { say "another build of $release is under way; waiting for it ..." && flock 8; }
        [[ -d $final ]] || rootfs_build "$release" "$final"
        rootfs_prune "$release" "$key"
        exec 8>&-
    fi
    REPLY=$final
}

# rootfs_packages SET: the Debian packages of something that a pool can have beside HTCondor.
rootfs_packages() {
    case $1 in
        xrootd) echo xrootd-server xrootd-client xrootd-scitokens-plugins curl openssl python3-minimal ;;
        *) die "--with '$1': a pool can have xrootd, and nothing else of the kind." ;;
    esac
}

# rootfs_addition ROOTFS SET: sets REPLY to a directory with what the packages of a set add to that root file system,
# making it if there is none yet.
rootfs_addition() {
    local rootfs=$1 packages hash final partial log
    packages=$(rootfs_packages "$2")
    hash=$({ printf '%s\n' "$packages"; cat "$CREDMINT_LIB/rootfs-addition"; } | sha256sum)
    final=$1+$2-${hash:0:16} partial=$1+$2.partial log=$1+$2.log
    if [[ ! -d $final ]]; then
        exec 8>"$1+$2.build.lock"
        flock --nonblock 8 || { say "another build of $2 is under way; waiting for it ..." && flock 8; }
        [[ -d $final ]] || rootfs_add
        exec 8>&-
    fi
    REPLY=$final
}

# rootfs_add: the building, with rootfs_addition's variables. A mirror by https or a proxy needs what 'build' needs.
rootfs_add() {
    rootfs_export_proxy
    rm -rf --one-file-system -- "$partial" "$partial".*
    mkdir -p "$partial"
    say "adding $packages to the root file system; once ..."
    # shellcheck disable=SC2086  # a list of words
    if ! setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --mount-proc -- \
        "$CREDMINT_LIB/rootfs-addition" "$rootfs" "$partial" $packages >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
        rm -rf --one-file-system -- "$partial" "$partial".*
        die "$packages cannot be added; the whole log is $log."
    fi
    mv -T "$partial" "$final"
    rm -f "$log"
}
