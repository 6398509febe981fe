#!/usr/bin/env bash
# Installs the Consul agent that the cluster tests and `./gridgate demo --consul` run, on a Debian 12 machine; root only.
#
# Debian 12 has no Consul, so it comes from Debian 11, out of the mirror that this machine's apt uses already. Debian 11 is
# pinned below everything installed, and its source is taken out again at the end.
set -euo pipefail

if command -v consul > /dev/null; then
  consul version | sed -n 1p
  exit
fi

readonly source_list=/etc/apt/sources.list.d/gridgate-bullseye.list
readonly pin=/etc/apt/preferences.d/gridgate-bullseye

mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2> /dev/null | sed -n 1p | tr -d ' ' || true)
if [[ -z $mirror ]]; then
  echo "install-consul: no Debian mirror in apt's sources" >&2
  exit 1
fi

trap 'rm -f "$source_list" "$pin"' EXIT
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bullseye main" > "$source_list"
printf 'Package: *\nPin: release n=bullseye\nPin-Priority: 50\n' > "$pin"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends consul > /dev/null
consul version | sed -n 1p
