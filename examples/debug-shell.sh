#!/bin/sh
# A way into a container that runs: a Unix socket on the host, behind which everyone who connects gets a shell with a
# terminal. Who that may be is decided by the file's permissions and, once more, by --allow-uid.
#
# Run as: any user that may make user namespaces.
# Needs: python3.
#
# prints: debug: a terminal of the container (/dev/pts/0), user 0 on box
# prints: debug: the service still runs
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
umask 077

# Stands for whoever opens sockets at the start of a machine.
cat >opener.py <<'P'
import os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind("debug")
listener.listen()
os.set_inheritable(listener.fileno(), True)
os.execvp(sys.argv[1], [word.replace("LISTENER", str(listener.fileno())) for word in sys.argv[1:]])
P

# debug_shell becomes the service, and goes on as its child. The shell is started for each connection, by tty_proxy, which
# gives it the terminal. Ends with the container.
python3 opener.py ctrtool run --hostname box --env PS1= --keep-fd LISTENER \
  --bind "$(command -v ctrtool):/tmp/ctrtool:ro" -- \
  /tmp/ctrtool debug_shell -f LISTENER --allow-uid 0 -c /tmp/ctrtool -c tty_proxy -c sh -c -i \
  sleep 1000 &
container=$!

# "socat -,raw,echo=0 UNIX-CONNECT:debug" would do for a person.
cat >client.py <<'P'
import socket
server = socket.socket(socket.AF_UNIX)
server.connect("debug")
server.sendall(b"""
    echo "debug: a terminal of the container ($(tty)), user $(id -u) on $(hostname)"
    grep -q sleep /proc/1/comm && echo "debug: the service still runs"
    exit
""")
for line in server.makefile():
    # The terminal shows what is typed, too.
    if line.startswith("debug:"):
        print(line.rstrip())
P

until test -S debug; do sleep 0.1; done
sleep 0.1
python3 client.py
kill "$container"
wait "$container" 2>/dev/null || test $? = 143
