#!/bin/sh
# A container with its own range of user IDs, and a second container in it with a part of that range.
#
# Run as: root.
# Needs: setpriv (util-linux).
#
# prints: outer: my 0 to 65535 are 100000 to 165535
# prints: inner: my 0 to 999 are its 1000 to 1999
# prints: the inner container's user 5 is 101005 on the host
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/shared"
chmod 777 "$work/shared"
self=$(command -v ctrtool)

# A map says which IDs of the surrounding user namespace the own ones stand for.
cat >"$work/inner.sh" <<'INNER'
awk '{ printf "inner: my %d to %d are its %d to %d\n", $1, $1 + $3 - 1, $2, $2 + $3 - 1 }' /proc/self/uid_map
umask 077
setpriv --reuid 5 --regid 5 --clear-groups sh -c 'echo text >/srv/made-inside'
INNER
cat >"$work/outer.sh" <<'OUTER'
awk '{ printf "outer: my %d to %d are %d to %d\n", $1, $1 + $3 - 1, $2, $2 + $3 - 1 }' /proc/self/uid_map
ctrtool run --uid-map 0.1000.1000 --gid-map 0.1000.1000 --bind /srv:/srv --bind /tmp/inner.sh:/tmp/inner.sh:ro \
  -- sh /tmp/inner.sh
OUTER

# The outer one needs no further capability to make containers: whoever has a range may hand on a part of it.
ctrtool run --uid-map 0.100000.65536 --gid-map 0.100000.65536 \
  --bind "$self:/tmp/bin/ctrtool:ro" --env PATH=/tmp/bin:/usr/bin:/bin --bind "$work/shared:/srv" \
  --bind "$work/outer.sh:/tmp/outer.sh:ro" --bind "$work/inner.sh:/tmp/inner.sh:ro" -- sh -eu /tmp/outer.sh

echo "the inner container's user 5 is $(stat -c %u "$work/shared/made-inside") on the host"
