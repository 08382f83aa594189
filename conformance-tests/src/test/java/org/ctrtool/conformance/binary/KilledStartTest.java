package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.ctrtool.conformance.binary.Host.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Starts that are killed at any moment. */
class KilledStartTest {
  private static final int STARTS = 200;

  @RegisterExtension final Host host = new Host();

  @Test
  void nothingIsLeftOfAStartThatWasKilled() throws Exception {
    Host.needs("mksquashfs");
    Path image = host.folder().resolve("image.squashfs");
    host.execute(
            List.of(
                "mksquashfs",
                host.busyboxImage("image").toString(),
                image.toString(),
                "-quiet",
                "-no-progress"))
        .succeeded();
    String token = "killed-" + host.folder().getFileName();
    String before = Host.mounts();
    Random random = new Random(20_260_101);

    for (int i = 0; i < STARTS; i++) {
      Caller caller = Caller.values()[i % Caller.values().length];
      List<String> options = new ArrayList<>(List.of("--hostname", token));
      if (caller != Caller.USER && i % 3 == 0) {
        options.addAll(
            List.of("--image", image.toString(), "--", "sh", "-c", "cat /dev/zero > /dev/null; :"));
      } else {
        options.addAll(List.of("--init", "--", "sleep", "1000"));
      }
      Process process = host.start(host.command(caller, options.toArray(String[]::new)));
      LockSupport.parkNanos(random.nextInt(20_000_000));

      process.destroyForcibly();

      assertThat(process.waitFor()).as("it was killed, not done").isEqualTo(128 + 9);
    }

    ContainerTest.await(() -> Host.processesWith(token).isEmpty());
    ContainerTest.await(() -> !Host.loopFiles().contains(image.toString()));
    assertThat(Host.mounts()).isEqualTo(before);
    assertThat(Host.processesWith("sleep 1000")).isEmpty();
  }
}
