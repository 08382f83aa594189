#!/bin/sh
# Socket activation: a server that finds its listening socket open, as descriptor 3, and nothing else.
#
# Run as: any user.
# Needs: python3.
#
# prints: the server has the descriptors 0 1 2 3
# prints: LISTEN_FDS is 1, and LISTEN_PID is the server
# prints: answer: HELLO
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Knows nothing of addresses: it serves whatever it was handed.
cat >server.py <<'P'
import os, socket
print("the server has the descriptors", *[fd for fd in range(100) if os.path.exists(f"/proc/self/fd/{fd}")])
own = os.environ["LISTEN_PID"] == str(os.getpid())
print("LISTEN_FDS is", os.environ["LISTEN_FDS"] + ", and LISTEN_PID is", "the server" if own else "another", flush=True)
connection, _ = socket.socket(fileno=3).accept()
connection.sendall(connection.recv(100).upper())
P

# Stands for whoever opens sockets at the start of a machine. It leaves another descriptor open, as such programs do.
cat >opener.py <<'P'
import os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind("socket")
listener.listen()
os.environ["LISTENER"] = str(os.dup(listener.fileno()))
for descriptor in (listener.fileno(), int(os.environ["LISTENER"])):
    os.set_inheritable(descriptor, True)
os.execvp(sys.argv[1], sys.argv[1:])
P

cat >client.py <<'P'
import socket
server = socket.socket(socket.AF_UNIX)
server.connect("socket")
server.sendall(b"hello")
print("answer:", server.recv(100).decode())
P

# :LISTENER is the descriptor whose number that variable holds; the server gets to see neither the one nor the other.
python3 opener.py ctrtool set_fds -s -e :LISTENER python3 server.py &
until test -S socket; do sleep 0.1; done
sleep 0.1
python3 client.py
wait
