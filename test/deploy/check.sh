#!/usr/bin/env bash
# Checks the templates of deploy/: format, the provider's whole schema, and a plan with nothing of Azure behind it.
# --install builds the provider from the Go module proxy first, at the version named here: a quarter of an hour of a processor.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../deploy"
version=v1.44.1-0.20260824201233-fae580791926 # its own changelog calls it 5.2.0
providers="${TERRAFORM_PROVIDERS:-${XDG_CACHE_HOME:-$HOME/.cache}/cohort-sync-terraform/$version}"

if ! command -v terraform >/dev/null; then
  echo 'SKIPPED: no terraform here, so the templates of deploy/ are not checked' >&2
  exit 0
fi
terraform fmt -check -diff -recursive .
if [ "${1:-}" = --install ] && [ ! -x "$providers/terraform-provider-azurerm" ]; then
  GOBIN="$providers" GOFLAGS=-buildvcs=false go install -ldflags='-s -w' "github.com/hashicorp/terraform-provider-azurerm@$version"
fi
if [ ! -x "$providers/terraform-provider-azurerm" ]; then
  echo 'SKIPPED: the provider is not built, so only the format of deploy/ was checked; test/deploy/check.sh --install builds it' >&2
  exit 0
fi
settings="$(mktemp)"
trap 'rm -f "$settings"' EXIT
printf 'provider_installation {\n  dev_overrides { "hashicorp/azurerm" = "%s" }\n  direct {}\n}\n' "$providers" >"$settings"
export TF_CLI_CONFIG_FILE="$settings"
terraform validate -no-color
terraform test -no-color -var-file=example.tfvars
