#!/usr/bin/env bash
# A real Podman 5 with its Docker-compatible API for the tests: unpacked into a folder with everything it needs, run in namespaces of its own, so that it sees
# neither this machine's files nor its network; the system's packages stay as they are. Debian only, as root.
#
#   scripts/parts/podman.sh up        fetch and start; prints `export …` on stdout, progress on stderr
#   scripts/parts/podman.sh status    exit 0 when it is up
#   scripts/parts/podman.sh down      stop it; images are kept
#   scripts/parts/podman.sh purge     down, and remove the images too
#
# Exit 3 means that this machine can't have it; the last line on stderr says why. DRYDOCK_CACHE says where everything is kept.
set -euo pipefail

home=${DRYDOCK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/drydock}/podman
suite=forky
packages='podman conmon runc netavark busybox-static'

say() { echo "podman: $*" >&2; }
unavailable() { say "$*"; exit 3; }
works() { "$@" >/dev/null 2>&1; }

mkdir -p "$home"
home=$(cd "$home" && pwd)
system=$home/root
# The way to the socket through the link stays short, however deep the cache folder is.
link=${TMPDIR:-/tmp}/drydock-podman-$(printf %s "$home" | cksum | cut -d' ' -f1)
socket=$link/podman.sock

# Everything that the packages depend on is fetched, whatever this machine has installed: the state of apt is an empty one of our own.
fetch() {
  if [ -e "$home/.fetched" ]; then return; fi
  [ "$(id -u)" = 0 ] || unavailable 'Podman is started in namespaces of its own, which needs root'
  works command -v apt-get && works command -v dpkg-deb && [ -e /etc/debian_version ] || unavailable 'Podman comes from Debian packages, and this is not Debian'
  local own state=$home/apt archive deb
  own=$(. /etc/os-release; echo "${VERSION_CODENAME:-}")
  apt-get indextargets 'Created-By: Packages' | grep -q . || apt-get -qq update >&2 || unavailable 'apt has no package lists'
  archive=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' | awk -v own="$own" '$1==own && $2=="main" {print $3; exit}')
  [ -n "$archive" ] || unavailable "apt knows no main archive of $own"
  say "fetching Podman from Debian $suite"
  rm -rf "$state" "$system"; mkdir -p "$state"/{lists/partial,cache/archives/partial,sources} "$system"
  : >"$state/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $suite main" >"$state/sources/podman.list"
  local apt=(apt-get -qq -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache" -o Dir::Etc::sourcelist=/dev/null
    -o "Dir::Etc::sourceparts=$state/sources" -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o Acquire::Languages=none
    -o APT::Sandbox::User=root -o 'APT::Update::Post-Invoke-Success::=true' -o APT::Install-Recommends=false)
  "${apt[@]}" update >&2 && "${apt[@]}" -y -d install $packages >&2 || unavailable "Podman of Debian $suite can't be had"
  for deb in "$state"/cache/archives/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$system"; done
  rm -rf "$state" "$system"/usr/share/{doc,man,locale}
  furnish
  touch "$home/.fetched"
}

# What no package brings: the links of a merged /usr, and settings that need neither a network nor limits that this machine may not raise.
furnish() {
  local name driver=overlay
  for name in bin sbin lib lib64; do [ -e "$system/$name" ] || ln -s "usr/$name" "$system/$name"; done
  mkdir -p "$system"/{proc,sys,dev,tmp,run/podman,root,mnt,var/tmp,var/lib/containers,etc/containers,usr/lib64}
  if [ "$(stat -f -c %T "$home")" = overlayfs ]; then driver=vfs; fi
  printf '[containers]\ndefault_ulimits = ["nofile=1024:1024","nproc=4096:4096"]\nnetns = "none"\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n' >"$system/etc/containers/containers.conf"
  printf '[storage]\ndriver = "%s"\ngraphroot = "/var/lib/containers/storage"\nrunroot = "/run/containers/storage"\n' "$driver" >"$system/etc/containers/storage.conf"
  echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$system/etc/containers/policy.json"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$system/etc/passwd"; echo 'root:x:0:' >"$system/etc/group"
  : >"$system/etc/resolv.conf"; : >"$system/etc/hosts"
}

answers() { curl -sf --max-time 2 --unix-socket "$socket" http://podman/version >/dev/null; }
# ours: prints the process id in the pid file when that process lives and is the one that was started.
ours() { local pid; pid=$(cat "$home/podman.pid" 2>/dev/null) && [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$system" && echo "$pid"; }

start() {
  if ours >/dev/null && answers; then return; fi
  stop
  works command -v unshare || unavailable 'there is no unshare to make namespaces with'
  ln -sfn "$system/run/podman" "$link"
  # The proxy is a closed port: a missing image fails at once, and nothing is asked outside.
  setsid unshare --mount --net --pid --fork --kill-child bash -c '
    mount --make-rprivate / && mount --bind "$1" "$1" && mount --bind "$1/run" "$1/run" && mount -t proc proc "$1/proc" && mount --rbind /sys "$1/sys" && mount --rbind /dev "$1/dev" &&
    cd "$1" && pivot_root . mnt && export PATH=/usr/bin:/usr/sbin HOME=/root && busybox umount -l /mnt &&
    http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 exec podman system service --time 0 unix:///run/podman/podman.sock' podman "$system" >"$home/podman.log" 2>&1 </dev/null 9>&- &
  local pid=$!
  echo "$pid" >"$home/podman.pid"
  for _ in $(seq 200); do
    if answers; then say "Podman is up"; return; fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 5 "$home/podman.log" >&2
  stop
  unavailable "Podman did not start on this machine, see $home/podman.log"
}

# The process with our pid waits for the one inside, and does not listen to signals meanwhile.
stop() {
  local pid inside
  if pid=$(ours); then
    inside=$(cat "/proc/$pid/task/$pid/children")
    [ -z "$inside" ] || kill $inside
    for _ in $(seq 100); do if ours >/dev/null; then sleep 0.1; else break; fi; done
    if ours >/dev/null; then kill -KILL "$pid"; fi
  fi
  rm -f "$home/podman.pid" "$system/run/podman/podman.sock" "$link"
}

exec 9>"$home/.lock"
flock -w 600 9 || unavailable 'another start of Podman does not end'
case ${1:-} in
  up) works command -v curl || unavailable 'curl is not on PATH'; fetch; start; printf 'export CONTAINER_HOST=unix://%s\n' "$socket" ;;
  status) ours >/dev/null && answers ;;
  down) stop ;;
  purge) stop; rm -rf "$system/var/lib/containers"; mkdir -p "$system/var/lib/containers" ;;
  *) sed -n '2,10p' "$0" | cut -c3- >&2; exit 2 ;;
esac
