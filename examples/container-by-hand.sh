#!/bin/sh
# The same container put together from three tools: launcher makes the namespaces and the process, rootfs-mount the
# skeleton of its root directory, mount_seq shows the host's programs in it.
#
# Run as: any user that may make user namespaces.
# Needs: nsenter (util-linux).
#
# prints: inside I am user 0 of "box", process 1
# prints: /usr is read-only, /tmp is my own
# prints: what comes from the host: _fsroot_ro/usr _fsroot_rw/etc
# prints: capabilities: 0000000000000400
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/root"
export work

# While the new process waits, this runs outside; $1 is its PID. nsenter takes the tools into its namespaces, where they
# still see the host's files: the change of root comes later.
prepare='
  set -eu
  inside() { nsenter -t "$pid" --user --mount --ipc --preserve-credentials -- "$@"; }
  pid=$1
  inside ctrtool rootfs-mount -o root_link_opts=usr_ro -o root_symlink_usr=1 -o dev_opts=bind_host "$work/root"
  inside ctrtool mount_seq -c "$work/root" -D _fsroot_ro -D _fsroot_rw \
    -m _fsroot_ro/usr -E -s /usr -Obvosd -r \
    -m _fsroot_rw/etc -E -s /etc -Obvosd -r \
    -D _fsroot_rw/home -D _fsroot_rw/root -D _fsroot_rw/var
'

# -U a user namespace in which the caller is user 0, and six others; -r the new root, -t its /proc; -b what is left of the
# capabilities.
ctrtool launcher --escape -UCimnpu --uid-map="0.$(id -u).1" --gid-map="0.$(id -g).1" --disable-setgroups -g \
  -d -x "$prepare" -r "$work/root" -t -H box -b net_bind_service -w sh -eu -c '
  echo "inside I am user $(id -u) of \"$(hostname)\", process $$"
  ! touch /usr/x 2>/dev/null && touch /tmp/x && echo "/usr is read-only, /tmp is my own"
  echo "what comes from the host: $(readlink /usr) $(readlink /etc)"
  echo "capabilities: $(sed -n "s/CapEff:.//p" /proc/self/status)"
'
