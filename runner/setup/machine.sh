# shellcheck shell=sh
# What a lab world needs of the machine: programs, and subordinate ids. Functions only; read by prepare.sh.

tab=$(printf '\t')
as_root=
packages_file=packages.tsv
purpose='programs that lab worlds are made of'

# ---- the system's packages

table() { grep -hv '^#' "$setup_folder/$packages_file"; }

# The column of this distribution: the first word of ID and ID_LIKE that heads one; else the tools' own names (1).
find_column() {
  # shellcheck disable=SC1091
  words=$(. /etc/os-release 2>/dev/null && echo "${ID-} ${ID_LIKE-}")
  for word in $words; do
    column=0
    for heading in $(table | head -n 1); do
      column=$((column + 1))
      [ "$heading" != "$word" ] || return 0
    done
  done
  column=1
}

# A plugin of the docker command is no program on PATH. A folder of one user's is not seen in a lab world.
has_plugin() {
  for folder in /usr/libexec /usr/lib /usr/local/libexec /usr/local/lib; do
    [ ! -x "$folder/docker/cli-plugins/$1" ] || return 0
  done
  return 1
}

has_tool() {
  command -v "$1" >/dev/null 2>&1 && return
  case $1 in
    docker-compose) has_plugin "$1" ;;
    chromium) command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ;; # Fedora, and the original
    redis-server) command -v valkey-server >/dev/null ;;
    *) return 1 ;;
  esac
}

missing_rows() {
  table | tail -n +3 | cut -f "1,$column" | while IFS=$tab read -r tool package; do
    has_tool "$tool" || printf '%s\t%s\n' "$tool" "$package"
  done
}

# `docker-cli|docker.io` is the first that apt knows, else the last: Debian 13 made two packages of one.
choose_packages() {
  while read -r choice; do
    while [ "$choice" != "${choice#*'|'}" ]; do
      if apt-cache show "${choice%%'|'*}" >/dev/null 2>&1; then choice=${choice%%'|'*}; else choice=${choice#*'|'}; fi
    done
    echo "$choice"
  done
}

one_line() { awk '!seen[$0]++ { printf "%s%s", gap, $0; gap = " " }'; }

find_missing() {
  missing=$(missing_rows)
  tools=$(printf '%s\n' "$missing" | cut -f 1 | one_line)
  packages=$(printf '%s\n' "$missing" | cut -f 2 | tr ' ' '\n' | choose_packages | one_line)
}

# Sets $as_root to what makes a command root's, or fails.
find_way_to_root() {
  as_root=
  [ "$(id -u)" -ne 0 ] || return 0
  command -v sudo >/dev/null || return 1
  as_root=sudo
  sudo -n true 2>/dev/null || has_terminal
}

# Asks for leave to run "$1" as root, because of "$2"; without it, says what to do by hand and gives up.
get_leave() {
  by_hand="An administrator can run this once: sudo $1"
  [ "${LAB_NO_INSTALL-}" != 1 ] || give_up 3 "$2" "LAB_NO_INSTALL=1 forbids to mend that. $by_hand"
  find_way_to_root || give_up 3 "$2" "$by_hand"
  say "$2" "about to run: ${as_root:+$as_root }$1"
  agreed || give_up 3 "Nothing was changed. $by_hand"
  [ -z "$as_root" ] || sudo -n true 2>/dev/null || sudo -v || give_up 3 "$by_hand"
}

install_packages() {
  find_column
  find_missing
  [ -n "$tools" ] || return 0
  why="This machine lacks $purpose: $tools."
  [ "$column" -ne 1 ] ||
    give_up 3 "$why" 'Their packages are not known for this distribution: install them by its own means, then run ./lab again.'
  install=$(table | sed -n 2p | cut -f "$column")
  lacked=$tools
  get_leave "$install $packages" "$why"
  renew_lists
  say 'installing, this takes a minute or two ...'
  # shellcheck disable=SC2086
  quietly $as_root sh "$setup_folder/install-packages.sh" $install $packages ||
    give_up 3 'The packages could not be installed (see above). Mend that, then run ./lab again.'
  find_missing
  [ -z "$tools" ] || give_up 3 "Still lacking after the installation: $tools." 'Install them by hand, then run ./lab again.'
  say 'the packages are installed.'
  case " $lacked " in *' dockerd '*) tell_of_service ;; esac
}

# A new machine has no lists, and old ones name packages that are gone. What apt offers may be known only now.
renew_lists() {
  case $install in apt-get*) ;; *) return ;; esac
  # shellcheck disable=SC2086
  quietly $as_root apt-get update || say 'the package lists could not be renewed: going on with those that are here.'
  find_missing
}

# Debian enables the service for the next boot: whether it stays so is for the machine's owner to decide.
tell_of_service() {
  [ -d /run/systemd/system ] && systemctl --quiet is-enabled docker.service 2>/dev/null || return 0
  say "The machine's own Docker service starts at the next boot; vethlab does not need it." \
    'To keep it off: sudo systemctl disable docker.service docker.socket'
}

# ---- subordinate ids: what an ordinary user's world makes its other users of

# The rule of runner/world/identity.ts: one range of at least 65536 ids.
has_range() {
  awk -F: -v name="$user" -v id="$(id -u)" \
    '($1 == name || $1 == id) && $2 > 0 && $3 >= 65536 { found = 1 } END { exit !found }' "$1" 2>/dev/null
}

# The first id above everybody's ranges.
free_start() {
  cat /etc/subuid /etc/subgid 2>/dev/null |
    awk -F: -v top=100000 '$2 + $3 > top { top = $2 + $3 } END { printf "%.0f", top }'
}

give_ids() {
  [ "$(id -u)" -ne 0 ] || return 0
  user=$(id -un 2>/dev/null || id -u)
  start=$(free_start)
  range=$start-$((start + 65535))
  options=
  has_range /etc/subuid || options="--add-subuids $range"
  has_range /etc/subgid || options="$options${options:+ }--add-subgids $range"
  [ -n "$options" ] || return 0
  get_leave "usermod $options $user" "The user $user has no 65536 subordinate ids, which a lab world needs (/etc/subuid, /etc/subgid)."
  # shellcheck disable=SC2086
  quietly $as_root usermod $options "$user" || give_up 3 "That failed (see above). $by_hand"
  say "$user has subordinate ids now."
}

# In a subshell, for Node.js and npm are looked for where the caller looks.
prepare_machine() (
  PATH=$PATH:/usr/sbin:/sbin
  install_packages
  give_ids
)

# What only the project's own tests ask for: where it cannot be had, they say what they have left out. In a subshell, as
# whoever gives up there gives up this alone.
prepare_tests() (
  PATH=$PATH:/usr/sbin:/sbin
  packages_file=packages-for-tests.tsv
  purpose='programs that some of the tests need'
  install_packages
)
