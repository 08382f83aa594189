#!/bin/sh
# A network namespace without privileges, whose owner opens a listening socket in it: the server stays outside, with the
# host's files and network, and serves the network inside.
#
# Run as: any user that may make user namespaces.
# Needs: python3, nsenter (util-linux).
#
# prints: the server is in the network of its caller
# prints: inside: hello from 127.0.0.1
# prints: outside: Connection refused
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Holds the namespaces as long as its input is open. run has brought up the loopback interface.
mkfifo hold
ctrtool run --rootless -- sh -c 'echo ready; read end' <hold >ready &
exec 7>hold
until test -s ready; do sleep 0.1; done
inside=$(cat "/proc/$!/task/$!/children")
inside=${inside% }

cat >server.py <<'P'
import os, socket
mine, parents = (os.readlink(f"/proc/{pid}/ns/net") for pid in ("self", os.getppid()))
print("the server is in", "the network of its caller" if mine == parents else "another network", flush=True)
open("listening", "w").close()
connection, peer = socket.socket(fileno=int(os.environ["CTRTOOL_NS_OPEN_FILE_FD_0"])).accept()
connection.sendall(b"hello from " + peer[0].encode())
P
cat >client.py <<'P'
import socket, sys
try:
    print(sys.argv[1] + ":", socket.create_connection(("127.0.0.1", 8071)).recv(100).decode())
except OSError as error:
    print(sys.argv[1] + ":", error.strerror)
P

# -U enters the user namespace that owns the network first: the caller made it, so he may. Only the socket is opened
# there; the server is not.
ctrtool ns_open_file -n -N "/proc/$inside/ns/net" -U -d inet -4 127.0.0.1,8071,a -l 5 python3 server.py &
until test -e listening; do sleep 0.1; done
nsenter --target "$inside" --user --net --preserve-credentials python3 client.py inside
python3 client.py outside
exec 7>&-
wait
