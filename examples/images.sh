#!/bin/sh
# One read-only squashfs file that holds several images, and a container from each.
#
# Run as: root.
# Needs: mksquashfs (squashfs-tools), a static /usr/bin/busybox, a free loop device.
#
# prints: this is red, and my root directory says so: red
# prints: this is blue, and my root directory says so: blue
# prints: an image cannot be changed
# prints: loop devices left: 0
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for image in red blue; do
  mkdir -p "$work/images/$image/bin" "$work/images/$image/etc" "$work/images/$image/usr"
  cp /usr/bin/busybox "$work/images/$image/bin/"
  for name in sh cat touch; do ln -s busybox "$work/images/$image/bin/$name"; done
  echo "$image" >"$work/images/$image/etc/colour"
done
# Files that several images have in common are stored once.
mksquashfs "$work/images" "$work/images.squashfs" -quiet -no-progress -all-root >/dev/null

# The file is mounted in a mount namespace that ends with this shell, and the mount with it. A file that is one image
# needs no mount: --image takes it as it is.
export work
ctrtool launcher -m -w sh -eu -c '
  mkdir "$work/mounted"
  mount -t squashfs -o loop,ro,nosuid,nodev "$work/images.squashfs" "$work/mounted"
  ids="--uid-map 0.100000.65536 --gid-map 0.100000.65536"
  for image in red blue; do
    ctrtool run $ids --image "$work/mounted/$image" -- sh -c "
      echo this is $image, and my root directory says so: \$(cat /etc/colour)"
  done
  ctrtool run $ids --image "$work/mounted/red" -- sh -c "touch /etc/x" 2>/dev/null || echo an image cannot be changed
'
echo "loop devices left: $(losetup --associated "$work/images.squashfs" | wc -l)"
