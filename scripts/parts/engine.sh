#!/usr/bin/env bash
# A real Docker Engine 28 with BuildKit and buildx for the tests, beside whatever this machine already runs: own folder, data, socket and bridge;
# the system's packages, services and firewall stay as they are. Debian only, as root.
#
#   scripts/parts/engine.sh fetch     download and unpack only
#   scripts/parts/engine.sh up        fetch, start, make the base images; prints `export …` lines on stdout, progress on stderr
#   scripts/parts/engine.sh status    exit 0 when it is up
#   scripts/parts/engine.sh down      stop it and take its bridge away; images and build cache are kept
#   scripts/parts/engine.sh purge     down, and remove images and build cache too
#
# Exit 3 means that this machine can't have it; the last line on stderr says why. DRYDOCK_CACHE says where everything is kept.
# ENGINE_STORE chooses the image store: overlay2 (default), vfs or containerd.
# ENGINE_VARIANT starts another one beside it, without base images: "containerd" (the same engine with the containerd store) or "20.10" (an old one).
set -euo pipefail

variant=${ENGINE_VARIANT:-}
first=${DRYDOCK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/drydock}/engine
home=$first${variant:+-$variant}
suites='forky sid trixie' # Debian suites whose engine is tried, newest BuildKit first
packages='docker.io docker-cli docker-buildx containerd'
aliases='alpine:latest alpine:3.19 debian:bookworm-slim node:20 node:20-alpine'
bridge=drydock0
bridge_address=172.31.253.1/24
label=dev.drydock.test

say() { echo "engine: $*" >&2; }
unavailable() { say "$*"; exit 3; }

mkdir -p "$home"
home=$(cd "$home" && pwd)
programs=$home/root
case $variant in
  '') ;;
  containerd) programs=$first/root ENGINE_STORE=containerd bridge=drydock1 bridge_address=172.31.252.1/24 ;;
  20.10) suites=bookworm packages='docker.io containerd' bridge=drydock2 bridge_address=172.31.251.1/24 ;;
  *) unavailable "there is no variant $variant" ;;
esac
socket=$home/docker.sock
# A socket's path is limited to about 100 bytes, so a deep cache folder gets one in the temporary folder.
[ ${#socket} -lt 100 ] || socket=${TMPDIR:-/tmp}/drydock-$(printf %s "$home" | cksum | cut -d' ' -f1).sock
export PATH="$programs/usr/sbin:$programs/usr/bin:$PATH" DOCKER_HOST=unix://$socket DOCKER_CONFIG=$home/config
unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH

# --- packages -----------------------------------------------------------------------------------------------------------------------------

works() { "$@" >/dev/null 2>&1; }

# download SUITE PACKAGE…: fetches packages of a Debian suite with an apt state of our own and unpacks them, without installing anything.
download() {
  local suite=$1 state=$home/apt/$1 archive deb; shift
  archive=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' | awk -v own="$own_suite" '$1==own && $2=="main" {print $3; exit}')
  [ -n "$archive" ] || unavailable "apt knows no main archive of $own_suite (apt-get update may help)"
  rm -rf "$state"; mkdir -p "$state"/{lists/partial,cache/archives/partial,sources,debs}
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $suite main" >"$state/sources/engine.list"
  local apt=(apt-get -qq -o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state/cache" -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$state/sources"
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o Acquire::Languages=none -o APT::Sandbox::User=root -o 'APT::Update::Post-Invoke-Success::=true')
  "${apt[@]}" update >&2 && (cd "$state/debs" && "${apt[@]}" download "$@" >&2) || return 1
  for deb in "$state"/debs/*.deb; do dpkg-deb -x "$deb" "$programs"; done
  rm -rf "$state"
}

engine_runs_here() {
  works "$programs/usr/sbin/dockerd" --version && works "$programs/usr/bin/docker" --version && works "$programs/usr/bin/containerd" --version || return 1
  case $packages in *buildx*) works "$programs/usr/libexec/docker/cli-plugins/docker-buildx" version ;; esac
}

fetch() {
  [ "$(id -u)" = 0 ] || unavailable 'Docker Engine is started by its own daemon, which needs root'
  works command -v apt-get && works command -v dpkg-deb && [ -e /etc/debian_version ] || unavailable 'Docker Engine comes from Debian packages, and this is not Debian'
  own_suite=$(. /etc/os-release; echo "${VERSION_CODENAME:-}")
  if [ -e "$home/.fetched" ]; then return; fi
  if [ "$variant" = containerd ]; then
    [ -e "$first/.fetched" ] || unavailable 'the engine itself is not there yet'
    return
  fi
  local suite found=
  apt-get indextargets 'Created-By: Packages' | grep -q . || apt-get -qq update >&2 || unavailable 'apt has no package lists'
  for suite in $suites; do
    say "fetching Docker Engine from Debian $suite"
    rm -rf "$programs"; mkdir -p "$programs"
    if download "$suite" $packages && engine_runs_here; then found=$suite; break; fi
    say "the engine of Debian $suite can't be had or does not run here"
  done
  [ -n "$found" ] || unavailable "no Docker Engine of Debian's runs here (tried: $suites)"
  # These come from the machine's own suite, so that they fit its C library.
  download "$own_suite" runc tini busybox-static || unavailable "runc, tini and busybox-static of Debian $own_suite can't be had"
  [ -e "$programs/usr/bin/docker-init" ] || ln -s tini "$programs/usr/bin/docker-init"
  mkdir -p "$home/config/cli-plugins"
  case $packages in *buildx*) ln -sfn "$programs"/usr/libexec/docker/cli-plugins/* "$home/config/cli-plugins/" ;; esac
  echo "$found" >"$home/.fetched"
}

# --- the daemon ---------------------------------------------------------------------------------------------------------------------------

# state PID: the letter of a process's state, nothing when there is none. Z is a process that has ended and was not waited for.
state() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1; }
ended() { case $(state "$1") in ''|Z) return 0 ;; *) return 1 ;; esac; }
# ours FILE WORD: prints the process id in a pid file when that process lives and has WORD in its command line.
ours() {
  local pid; pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && ! ended "$pid" && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$2" && echo "$pid"
}
answers() { docker version --format '{{.Server.Version}}' 2>/dev/null; }

start() {
  if ours "$home/dockerd.pid" "$home/data" >/dev/null && answers >/dev/null; then return; fi
  stop
  local network=--bridge=none store=${ENGINE_STORE:-overlay2} pid
  if works command -v ip; then # RUN steps get a network, but nothing is forwarded or translated and no firewall rule is written
    works ip link show "$bridge" || ip link add name "$bridge" type bridge
    ip addr show dev "$bridge" | grep -qF "inet $bridge_address" || ip addr add "$bridge_address" dev "$bridge"
    ip link set "$bridge" up
    network=--bridge=$bridge
  fi
  if [ "$store" = overlay2 ] && [ "$(stat -f -c %T "$home")" = overlayfs ]; then store=vfs; fi # overlay2 does not work on top of itself
  case $store in
    containerd) echo '{"features":{"containerd-snapshotter":true}}' ;;
    *) echo '{"features":{"containerd-snapshotter":false},"storage-driver":"'"$store"'"}' ;;
  esac >"$home/daemon.json"
  # The proxy is a closed port of this machine: a base image that is not here fails at once, and nothing is asked outside.
  HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9 NO_PROXY=127.0.0.1,localhost,::1 \
    setsid "$programs/usr/sbin/dockerd" --config-file "$home/daemon.json" --data-root "$home/data" --exec-root "$home/exec" --pidfile "$home/dockerd.pid" \
    -H "unix://$socket" "$network" --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false >"$home/dockerd.log" 2>&1 </dev/null 9>&- &
  pid=$!
  for _ in $(seq 300); do
    if answers >/dev/null; then say "Docker Engine $(answers) is up"; return; fi
    if ended "$pid"; then break; fi
    sleep 0.1
  done
  tail -n 5 "$home/dockerd.log" >&2
  stop
  unavailable "Docker Engine did not start on this machine, see $home/dockerd.log"
}

stop() {
  local file pid
  for file in dockerd.pid exec/containerd/containerd.pid; do
    if pid=$(ours "$home/$file" "$home"); then
      kill "$pid"
      for _ in $(seq 200); do if ended "$pid"; then break; fi; sleep 0.1; done
      ended "$pid" || kill -KILL "$pid"
    fi
    rm -f "$home/$file"
  done
  rm -f "$socket"
  if works ip link show "$bridge"; then ip link del "$bridge"; fi
  awk -v folder="$home/" 'index($5, folder) == 1 {print $5}' /proc/self/mountinfo | sort -r | while read -r mount; do umount -l "$mount"; done
}

# --- base images --------------------------------------------------------------------------------------------------------------------------

# One small system (busybox) under the names that the examples and the tests build on.
base_images() {
  local name work=$home/base system=$home/base/system applet
  if ! works docker image inspect busybox:latest; then
    rm -rf "$work"; mkdir -p "$system"/{bin,dev,etc,home,proc,root,run,sys,tmp,usr/bin,usr/sbin,usr/local/bin,var/tmp}
    chmod 1777 "$system/tmp" "$system/var/tmp"
    cp "$(ls "$programs"/bin/busybox "$programs"/usr/bin/busybox 2>/dev/null | head -n 1)" "$system/bin/busybox"
    for applet in $("$system/bin/busybox" --list); do [ "$applet" = busybox ] || ln -s busybox "$system/bin/$applet"; done
    ln -s ../../bin/env "$system/usr/bin/env"
    printf 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$system/etc/passwd"
    printf 'root:x:0:\nnode:x:1000:\nnogroup:x:65534:\n' >"$system/etc/group"
    printf 'ID=busybox\nNAME="busybox test base"\n' >"$system/etc/os-release"
    : >"$system/etc/hosts"; : >"$system/etc/resolv.conf"; : >"$system/etc/hostname" # otherwise every RUN layer would contain them
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$system" -cf "$work/system.tar" .
    rm -rf "$system"
    printf 'FROM scratch\nADD system.tar /\nENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nCMD ["sh"]\nLABEL %s=base\n' "$label" >"$work/Dockerfile"
    SOURCE_DATE_EPOCH=0 docker build -q --provenance=false -t busybox:latest "$work" >/dev/null
    rm -rf "$work"
  fi
  for name in $aliases; do works docker image inspect "$name" || docker tag busybox:latest "$name"; done
}

exec 9>"$home/.lock"
flock -w 600 9 || unavailable 'another start of the engine does not end'
case ${1:-} in
  fetch) fetch ;;
  up)
    fetch; start
    if [ -z "$variant" ]; then
      base_images
      # What runs of tests that broke off have left behind.
      works docker container prune -f --filter "label=$label" --filter until=30m || true
      works docker image prune -f --filter "label=$label" --filter until=30m || true
    fi
    printf 'export DOCKER_HOST=%s\nexport DOCKER_CONFIG=%s\nexport PATH=%s:$PATH\n' "$DOCKER_HOST" "$DOCKER_CONFIG" "$programs/usr/sbin:$programs/usr/bin" ;;
  status) ours "$home/dockerd.pid" "$home/data" >/dev/null && answers ;;
  down) stop ;;
  purge) stop; rm -rf "$home/data" "$home/exec" ;;
  *) sed -n '2,13p' "$0" | cut -c3- >&2; exit 2 ;;
esac
