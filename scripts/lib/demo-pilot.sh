# shellcheck shell=bash
# The demo's second part: a pilot that stays in its pool by the token that Credmint renews, with a payload beside it.

PILOT_MINUTES=3
# A glidein reports every 5 s; after three reports that did not come it counts as fallen out.
PILOT_SILENCE=16
PILOT_ROOM="CONDOR_CONFIG=/var/lib/userpool/condor_config"

# The site is the pool; the user pool is a second HTCondor beside it. Their common key is what an administrator would copy.
pilot_pools() {
    progress "bringing the site up" pool up --name "$POOL" --release "$RELEASE" \
        --knobs-file "$SCRIPTS/lib/pilot-site.conf"
    pool run --name "$POOL" -- sh -s userpool 9700 <"$SCRIPTS/lib/user-pool" ||
        die "the user pool did not come up; see above"
    pool run --name "$POOL" -- install -m 0600 /etc/condor/passwords.d/site_here /var/lib/userpool/etc/passwords.d/
    VERSION=$(pool status --name "$POOL" | sed -n 's/^condor: //p')
    say "two pools of HTCondor $VERSION are up: a site with Credmint, and a user pool that has only the key site_here in common with it"
}

# give USER FILE NAME: a copy of the file in the user's home directory.
give() { pool run --name "$POOL" --user "$1" -- sh -c "cat >$3 && chmod +x $3" <"$2"; }

# Updates by UDP and short sessions, so that the pilot has to authenticate again every 20 s.
pilot_submit() {
    local knob arguments='--collector pool.credmint.test:9700 --token pilot_here --payload-token payload_here'
    for knob in 'NETWORK_INTERFACE = 127.0.0.1' 'USE_SHARED_PORT = True' 'SHARED_PORT_PORT = 9720' 'NUM_CPUS = 2' \
        'UPDATE_COLLECTOR_WITH_TCP = False' 'UPDATE_INTERVAL = 5' 'MASTER_UPDATE_INTERVAL = 5' \
        'SEC_DEFAULT_SESSION_DURATION = 20'; do
        arguments+=" --knob '$knob'"
    done
    give alice "$SCRIPTS/pilot" pilot
    pool run --name "$POOL" --user alice -- condor_submit -terse - >/dev/null <<SUBMIT
executable = pilot
arguments = "$arguments"
should_transfer_files = yes
output = pilot.out
error = pilot.err
+OAuthServicesNeeded = "pilot_here payload_here"
queue
SUBMIT
    say "alice has submitted a pilot to the site; its glidein joins the user pool as pilot-here@example.org"
}

pilot_payload_submit() {
    local token
    token=$(pool run --name "$POOL" -- find /var/lib/condor/execute -path '*creds/pilot_here.use')
    give bob "$SCRIPTS/lib/pilot-payload" payload
    pool run --name "$POOL" --user bob -- env "$PILOT_ROOM" condor_submit -terse - >/dev/null <<SUBMIT
executable = payload
arguments = $token
should_transfer_files = yes
output = found
error = errors
queue
SUBMIT
    say "bob has submitted a payload to the user pool; it waits for a fresh token of its own, and looks for the pilot's"
}

# pilot_samples SECONDS: lines as lib/pilot-samples writes them.
pilot_samples() { pool run --name "$POOL" -- python3 - "$1" <"$SCRIPTS/lib/pilot-samples"; }

# The glidein's first report, within a minute and a half.
pilot_await() {
    local silence rest
    while IFS=$'\t' read -r _ silence rest; do
        if [[ $silence -ge 0 ]]; then return; fi
    done < <(pilot_samples 90)
    die "the glidein did not join the user pool: $(pool run --name "$POOL" --user alice -- sh -c 'cat pilot.err 2>/dev/null; condor_q -hold')${rest:+}"
}

pilot_watch() {
    local now silence jti expiry payload last='' last_payload=''
    RENEWALS=-1 DROPOUTS=0 SAMPLES=0
    while IFS=$'\t' read -r now silence jti expiry payload; do
        SAMPLES=$((SAMPLES + 1))
        if [[ $silence -lt 0 || $silence -gt $PILOT_SILENCE ]]; then DROPOUTS=$((DROPOUTS + 1)); fi
        if [[ $jti != "$last" ]]; then
            RENEWALS=$((RENEWALS + 1)) last=$jti
            printf '%(%H:%M:%S)T  callback token %s, %d s left; the collector heard of the glidein %d s ago\n' \
                "$now" "$jti" "$((expiry - now))" "$silence"
        fi
        if [[ $payload != "$last_payload" ]]; then
            last_payload=$payload
            printf '%(%H:%M:%S)T    payload token %s\n' "$now" "$payload"
        fi
    done < <(pilot_samples $((PILOT_MINUTES * 60)))
}

# What the payload found: the beginning of a token of its own, a second one, and nothing of the pilot's.
pilot_payload_ok() {
    [[ $(pool run --name "$POOL" --user bob -- cat found) == $'eyJ\nrenewed\nended' ]] && echo yes || echo no
}

pilot_demo() {
    pilot_pools
    pilot_submit
    pilot_await
    pilot_payload_submit
    pilot_watch
    PAYLOAD_OK=$(pilot_payload_ok)
}

pilot_result() {
    printf 'demo: pilot_minutes=%d renewals=%d dropouts=%d payload_ok=%s\n' "$PILOT_MINUTES" "$RENEWALS" "$DROPOUTS" "$PAYLOAD_OK"
    [[ $RENEWALS -ge $WANTED && $DROPOUTS -eq 0 && $SAMPLES -gt 0 && $PAYLOAD_OK == yes ]]
}
