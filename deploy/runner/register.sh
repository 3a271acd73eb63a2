#!/usr/bin/env bash
# Registers one runner of one job, and leaves its configuration in $REGISTRATION. Runs in a container of its own, so that
# what runs jobs never sees the App's key. Needs bash, curl, jq, openssl.
set -euo pipefail
: "${APP_KEY:?}" "${APP_ID:?}" "${INSTALLATION_ID:?}" "${ORGANISATION:?}" "${RUNNER_GROUP_ID:?}" "${API_URL:?}" "${REGISTRATION:?}"

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

now="$(date +%s)"
header="$(printf '{"alg":"RS256","typ":"JWT"}' | base64url)"
claims="$(printf '{"iat":%d,"exp":%d,"iss":"%s"}' $((now - 60)) $((now + 300)) "$APP_ID" | base64url)"
signature="$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign <(printf '%s\n' "$APP_KEY") -binary | base64url)"

# call TOKEN PATH BODY: a secret stands in a file that curl reads, never on a command line.
call() {
  curl --fail --silent --show-error --retry 5 --retry-all-errors --max-time 30 --request POST \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$1") \
    --header 'Accept: application/vnd.github+json' --data "$3" "$API_URL$2"
}

token="$(call "$header.$claims.$signature" "/app/installations/$INSTALLATION_ID/access_tokens" \
  '{"permissions":{"organization_self_hosted_runners":"write"}}' | jq --exit-status --raw-output .token)"
body="$(jq --null-input --arg name "cohort-sync-$(openssl rand -hex 6)" --argjson group "$RUNNER_GROUP_ID" \
  '{name: $name, runner_group_id: $group, labels: ["self-hosted", "cohort-sync"], work_folder: "_work"}')"
umask 022
call "$token" "/orgs/$ORGANISATION/actions/runners/generate-jitconfig" "$body" |
  jq --exit-status --raw-output .encoded_jit_config >"$REGISTRATION"
