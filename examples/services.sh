#!/bin/sh
# A container whose process 1 is an init with two services. Each gets the listening socket that is its own, opened on the
# host and before the container was made: the container itself has no network.
#
# Run as: any user that may make user namespaces.
# Needs: python3, pgrep (procps).
#
# prints: red: process 1 is ctrtool, LISTEN_FDS is 1, descriptors 0 1 2 3
# prints: blue: process 1 is ctrtool, LISTEN_FDS is 1, descriptors 0 1 2 3
# prints: red was restarted after its end
# prints: the container has ended: status 0
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Stands for whoever opens sockets at the start of a machine: red's is descriptor 5, blue's descriptor 6.
cat >opener.py <<'P'
import os, socket, sys
for descriptor, name in ((5, "red"), (6, "blue")):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(name)
    listener.listen()
    os.dup2(listener.fileno(), descriptor)
os.execvp(sys.argv[1], sys.argv[1:])
P

# Answers once, and ends.
cat >service.py <<'P'
import os, socket, sys
descriptors = " ".join(str(fd) for fd in range(100) if os.path.exists(f"/proc/self/fd/{fd}"))
init = open("/proc/1/comm").read().strip()
listener = socket.socket(fileno=3)
listener.accept()[0].sendall(f"{sys.argv[1]}: process 1 is {init}, "
    f"LISTEN_FDS is {os.environ['LISTEN_FDS']}, descriptors {descriptors}\n".encode())
P

cat >client.py <<'P'
import socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[1])
print(server.makefile().read(), end="")
P

# run passes on descriptors 5 and 6 (--keep-fd); init2 gives each service one of them, as descriptor 3 (-f), and nothing
# else (-S). red is started again a second after it has ended (-r).
python3 opener.py ctrtool run --keep-fd 5 --keep-fd 6 \
  --bind "$(command -v ctrtool):/tmp/ctrtool:ro" --bind "$work/service.py:/tmp/service.py:ro" -- \
  /tmp/ctrtool init2 -S -s TERM -a exit \
  -n /usr/bin/python3 /tmp/service.py red -f 5 -p -r 1 \
  -n /usr/bin/python3 /tmp/service.py blue -f 6 -p 2>log &
container=$!

until test -S blue; do sleep 0.1; done
sleep 0.2
python3 client.py red
python3 client.py blue
python3 client.py red | grep -q red && echo "red was restarted after its end"

# What ends a container in good order is up to its process 1.
kill -TERM "$(pgrep -P "$container")"
wait "$container" && status=0 || status=$?
echo "the container has ended: status $status"
