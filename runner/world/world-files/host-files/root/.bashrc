# The student's shell on a lab host.
[ -r /etc/bash.bashrc ] && . /etc/bash.bashrc
PS1="${VETHLAB_PROMPT:+[$VETHLAB_PROMPT] }\u@\h:\w\\$ "
alias ls='ls --color=auto'
