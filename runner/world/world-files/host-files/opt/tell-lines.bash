# Read by a submission's own bash (BASH_ENV) when its lines are looked at one by one: before each command it tells on
# descriptor 3 the line it is at and how the command before has ended, and waits there until the agent has looked. See
# runner/agent/follow-lines.ts. Whatever a submission does to this changes what is said about its lines, and no verdict.
unset BASH_ENV
exec {__lab_door}>&3 3>&-
# In functions, subshells and command substitutions, too.
set -T
# What a script can see of it is kept: the status, which bash keeps by itself, and $_.
trap '__lab_code=$? __lab_last=$_; { echo "$LINENO $__lab_code ${BASH_COMMAND%%[[:space:]]*} ${BASH_SOURCE[0]-}" >&$__lab_door && read -r -u $__lab_door __lab_go; } 2>/dev/null || :; : "$__lab_last"' DEBUG
