#!/bin/sh
# One log daemon on the host for two containers with different ranges of user IDs. Who sent a message is what the kernel
# says, in the host's numbers, whatever the sender calls itself.
#
# Run as: root.
# Needs: logger, setpriv (util-linux).
#
# prints: 100000 tag: this is one, and I am 0
# prints: 200000 tag: this is two, and I am 0
# prints: 200033 tag: this is two, and I am 33
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 711 "$work"

ctrtool syslogd -i "$work/log.sock" -o "$work/log" &
daemon=$!
until test -S "$work/log.sock"; do sleep 0.1; done

# The socket is shown where programs look for it.
container() {
  range=$1; shift
  ctrtool run --uid-map "0.$range.65536" --gid-map "0.$range.65536" --bind "$work/log.sock:/dev/log" -- sh -c "$@"
}
container 100000 'logger -t tag "this is one, and I am $(id -u)"'
container 200000 'logger -t tag "this is two, and I am $(id -u)"'
container 200000 'setpriv --reuid 33 --clear-groups sh -c '\''logger -t tag "this is two, and I am $(id -u)"'\'

kill "$daemon"
wait "$daemon" 2>/dev/null || test $? = 143
# TIME PID,UID,GID PRIORITY TEXT
sed -E 's/^[^ ]+ [0-9]+,([0-9]+),[0-9]+ [0-9]+ /\1 /' "$work/log"
