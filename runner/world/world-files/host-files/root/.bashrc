# Also for shells that are opened later: `exec bash`, `bash`.
[ -r /opt/vethlab/shell.bash ] && . /opt/vethlab/shell.bash
