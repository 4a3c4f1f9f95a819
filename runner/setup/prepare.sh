# shellcheck shell=sh
# Makes this checkout and this machine ready; read by `lab` in a subshell, with $root and is_built from there.
# Leaves with 0 (ready), 3 (cannot run here: the reason and the next step were said) or 4 (the build failed).
# LAB_NO_INSTALL=1 forbids every change outside the checkout; LAB_VERBOSE=1 shows what npm and the others say.

scratch=
own_link=
mode=${1-}
extra=${2-}
# shellcheck disable=SC2154
setup_folder=$root/runner/setup

say() { printf 'lab: %s\n' "$@" >&2; }

give_up() {
  code=$1
  shift
  say "$@"
  exit "$code"
}

has_terminal() { [ -t 0 ] && [ -t 2 ]; }

# Yes is the default, and the answer where there is nobody to ask.
agreed() {
  has_terminal || return 0
  printf 'lab: go on? [Y/n] ' >&2
  read -r answer || return 1
  case $answer in '' | [Yy]*) return 0 ;; *) return 1 ;; esac
}

# Keeps a command's noise for the case that it fails; no child may inherit the lock (9).
quietly() {
  if [ "${LAB_VERBOSE-}" = 1 ]; then
    "$@" >&2 </dev/null 9>&-
    return
  fi
  "$@" >"$scratch/log" 2>&1 </dev/null 9>&- && return
  code=$?
  cat "$scratch/log" >&2
  return "$code"
}

# ---- Node.js

check_node() {
  need='vethlab needs Node.js 20.19 or newer: install one from https://nodejs.org/en/download, then run ./lab again.'
  command -v node >/dev/null || give_up 3 "Node.js is not on this machine. $need"
  version=$(node --version 2>/dev/null)
  case $version in
    v[0-9].* | v1[0-9].* | v20.?.* | v20.1[0-8].*) give_up 3 "This is Node.js ${version#v}. $need" ;;
    v[0-9]*) ;;
    *) give_up 3 "$(command -v node) does not start. $need" ;;
  esac
}

# ---- the lock: of two launchers in one checkout the second waits

lock() {
  if command -v flock >/dev/null; then
    lock_with_flock
  else
    lock_with_link
  fi
}

# The kernel frees it with this process, however that ends. Nothing is written to the file.
lock_with_flock() {
  exec 9>>"$root/package.json" # for writing: NFS locks nothing else
  flock --nonblock 9 && return
  say 'another ./lab is preparing this checkout: waiting for it.'
  flock 9
}

# A symlink is made in one step and holds the owner's process id, so what a killed owner left is known as such.
lock_with_link() {
  link=$root/.lab-lock
  until ln -s "$$" "$link" 2>/dev/null; do
    owner=$(readlink "$link" || echo self)
    if [ -d "/proc/$owner" ]; then sleep 0.2; else rm -f "$link"; fi
  done
  own_link=$link
}

clean_up() {
  [ -z "$own_link" ] || rm -f "$own_link"
  [ -z "$scratch" ] || rm -rf "$scratch"
}

# ---- the checkout: dependencies, build, stamp

install_dependencies() {
  inside=$root/node_modules/.package-lock.json
  [ ! -f "$inside" ] || [ -n "$(find "$root/package-lock.json" -newer "$inside")" ] || return 0
  command -v npm >/dev/null ||
    give_up 3 'npm is not on this machine, but Node.js is. Install npm (https://nodejs.org/en/download brings both), then run ./lab again.'
  say 'installing the npm dependencies ...'
  # An npm that runs us with --silent hands its log level down; a failure must be told all the same.
  (cd "$root" && quietly npm ci --include=dev --no-audit --no-fund --loglevel=warn) ||
    give_up 3 'npm ci failed (see above). Mend that, then run ./lab again.'
}

# The stamp is as old as the start of the build: a source saved meanwhile is newer, and built the next time.
build() {
  command -v node >"$scratch/ready"
  (cd "$root" && quietly node .config/build.mjs) || give_up 4 'The build failed (see above).'
  mv "$scratch/ready" "$root/dist/.ready"
}

is_ours() { [ -w "$root" ] && [ -w "$root/package.json" ]; }

prepare_checkout() {
  install_dependencies
  is_built || build
}

# ---- in this order

# shellcheck source=runner/setup/machine.sh
. "$setup_folder/machine.sh"
check_node
if ! is_ours; then
  [ -f "$root/dist/cli.mjs" ] ||
    give_up 3 'This checkout is not built yet and cannot be written to: copy it to a folder of yours, or have its owner run ./lab setup.'
  [ "$mode" = setup ] || exit 0
fi
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
scratch=$(mktemp -d) || give_up 3 'No temporary folder can be made: free some space in /tmp, then run ./lab again.'
! is_ours || lock
if [ "$mode" != setup ] && is_built; then exit 0; fi
prepare_machine || exit
[ "$mode $extra" != 'setup tests' ] || prepare_tests || say 'going on without: the tests that need it are skipped.'
! is_ours || prepare_checkout
[ "$mode" != setup ] || say "ready: the machine's programs, the npm dependencies and the build are all here."
