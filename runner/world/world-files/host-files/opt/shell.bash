# The student's shell on a lab host. Where a tutor listens (VETHLAB_TOKEN), it marks in its output where commands begin and
# end, and `lab next`, `lab check` and so on are handed to him; see runner/tutor/marks.ts. Everything here may be changed or
# deleted: the tutor then only knows less.

__lab_mark() { printf '\033]7117;%s;%s\a' "$VETHLAB_TOKEN" "$1"; }

# Hands words to the tutor by a mark, and waits for the exit code at a pipe. Where none can be made nobody waits. What the
# tutor says to them goes to the terminal, or by that pipe to where the student has sent it: `log | head`, `check >file`.
lab() {
  if [ -z "${VETHLAB_TOKEN-}" ] || ! { true >/dev/tty; } 2>/dev/null; then
    echo 'lab: no tutor listens in this terminal. Type it in one of your own machine, with the number of the lab.' >&2
    return 3
  fi
  local words= word door=/run/lab-answer.$BASHPID code= said= kind=run
  for word; do words+=${words:+$'\x1f'}${word//[$'\e\a\x1f']/}; done
  mkfifo -m 600 "$door" 2>/dev/null || door=
  [ -z "$door" ] || [ -t 1 ] || kind=pipe
  __lab_mark "$kind;$BASHPID;$words" >/dev/tty
  [ -n "$door" ] || return 0
  if [ $kind = run ]; then
    read -r code <"$door"
  else
    said=$(command cat "$door" && printf .)
    code=${said%%$'\n'*}
    said=${said#*$'\n'}
    [[ $code == [0-9]* ]] || code=
  fi
  rm -f "$door"
  printf %s "${said%.}"
  return "${code:-4}"
}

[[ $- == *i* ]] || return 0
[ -r /etc/bash.bashrc ] && . /etc/bash.bashrc
PS1="${VETHLAB_PROMPT:+[$VETHLAB_PROMPT] }\u@\h:\w\\$ "
alias ls='ls --color=auto'
[ -n "${VETHLAB_TOKEN-}" ] || return 0

__lab_end() {
  local code=$? line number
  line=$(HISTTIMEFORMAT= history 1)
  number=${line#"${line%%[! ]*}"}
  number=${number%%[ *]*}
  if [ "$number" = "${__lab_seen-}" ]; then line=; else line=${line#*"$number"}; line=${line:2}; fi
  __lab_seen=$number
  __lab_mark "end;$code;${line//[$'\e\a']/}"
}
PROMPT_COMMAND=__lab_end
PS0=$'\e]7117;'$VETHLAB_TOKEN$';begin\a'
HISTCONTROL=
trap '__lab_mark bye' EXIT

# Short names, where no program has them.
for __lab_name in next back check hint solve explain topo goto reset ask notes undo log quit; do
  type "$__lab_name" >/dev/null 2>&1 || eval "$__lab_name() { lab $__lab_name \"\$@\"; }"
done
lab-help() { lab help "$@"; }
unset __lab_name
