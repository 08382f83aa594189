#!/bin/sh
# A container in one command, as an ordinary user.
#
# Run as: any user that may make user namespaces.
# Needs: nothing else.
#
# prints: inside I am user 0 of "box", process 1
# prints: outside the same user is an ordinary one
# prints: /usr is read-only, /tmp is my own
# prints: notes.txt came from the host, and its copy went back
# prints: nothing is left in the host's mounts
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo from the host >"$work/notes.txt"
before=$(cat /proc/self/mountinfo)

# Own namespaces, the host's programs read-only, few capabilities, no network but loopback. All of the host that can be
# written to from inside is what --bind shows.
ctrtool run --hostname box --bind "$work:/srv" -- sh -eu -c '
  echo "inside I am user $(id -u) of \"$(hostname)\", process $$"
  test "$(awk "{ print \$2 }" /proc/self/uid_map)" != 0 && echo "outside the same user is an ordinary one"
  ! touch /usr/x 2>/dev/null && touch /tmp/x && echo "/usr is read-only, /tmp is my own"
  cp /srv/notes.txt /srv/copy.txt
'
cmp -s "$work/notes.txt" "$work/copy.txt" && echo "notes.txt came from the host, and its copy went back"
test "$before" = "$(cat /proc/self/mountinfo)" && echo "nothing is left in the host's mounts"
