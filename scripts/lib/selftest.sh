# shellcheck shell=bash
# The little that a self-test needs: named checks that are counted, none of which ends the script.

CHECKS_PASSED=0
CHECKS_FAILED=0

# check NAME COMMAND...: passes if the command succeeds.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        CHECKS_PASSED=$((CHECKS_PASSED + 1))
        printf 'ok      %s\n' "$name"
    else
        CHECKS_FAILED=$((CHECKS_FAILED + 1))
        printf 'FAILED  %s\n' "$name"
        printf '%s\n' "$*" "$output" | sed 's/^/        /'
    fi
}

refute() { ! "$@"; }

equal() {
    [[ $1 == "$2" ]] || {
        printf 'wanted: %s\ngot:    %s\n' "$2" "$1"
        return 1
    }
}

# eventually SECONDS COMMAND...: succeeds as soon as the command does.
eventually() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.05
    done
}

# checks_end: the plain last line, and the exit status.
checks_end() {
    printf '%s: %d passed, %d failed\n' "$CREDMINT_ME" "$CHECKS_PASSED" "$CHECKS_FAILED"
    [[ $CHECKS_FAILED -eq 0 && $CHECKS_PASSED -gt 0 ]]
}
