# The student's shell on a lab host. Where a tutor listens (VETHLAB_TOKEN), it marks in its output where commands begin and
# end; see runner/tutor/marks.ts. Everything here may be changed or deleted: the tutor then only knows less.
[ -r /etc/bash.bashrc ] && . /etc/bash.bashrc
PS1="${VETHLAB_PROMPT:+[$VETHLAB_PROMPT] }\u@\h:\w\\$ "
alias ls='ls --color=auto'

if [ -n "${VETHLAB_TOKEN-}" ]; then
  __lab_end() {
    local code=$? line number
    line=$(HISTTIMEFORMAT= history 1)
    number=${line#"${line%%[! ]*}"}
    number=${number%%[ *]*}
    if [ "$number" = "${__lab_seen-}" ]; then line=; else line=${line#*"$number"}; line=${line:2}; fi
    __lab_seen=$number
    printf '\033]7117;%s;end;%s;%s\a' "$VETHLAB_TOKEN" "$code" "${line//[$'\e\a']/}"
  }
  PROMPT_COMMAND=__lab_end
  PS0=$'\e]7117;'$VETHLAB_TOKEN$';begin\a'
  HISTCONTROL=
  trap 'printf "\033]7117;%s;bye\a" "$VETHLAB_TOKEN"' EXIT
  # Short names, where no program has them; `lab next` and so on are always there.
  for __lab_name in next back check hint solve explain topo goto reset ask notes undo log quit; do
    type "$__lab_name" >/dev/null 2>&1 || eval "$__lab_name() { lab $__lab_name \"\$@\"; }"
  done
  lab-help() { lab help "$@"; }
  unset __lab_name
fi
