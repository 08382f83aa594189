package org.ctrtool.sim.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A refused call leaves no trace. */
class AllOrNothingTest {
  @Property(tries = 300)
  void aRefusedCallChangesNothing(@ForAll("calls") List<RecordedCall> calls) {
    TestTask task = new TestTask();
    Files files = new Files(task);
    files.mkdir(0777, "/a", "/b", "/ro", "/a/c").link("a", "/b/l");
    task.bind("/a", "/ro", true);

    for (RecordedCall call : calls) {
      List<String> before = files.tree("/");
      String answer = call.on(task.as(Long.parseLong(call.actor())));
      task.as(0);

      if (!answer.startsWith("OK")) {
        assertThat(files.tree("/")).as("%s", call).isEqualTo(before);
      }
      assertThat(task.descriptors().entries()).isEmpty();
    }
  }

  @Provide
  Arbitrary<List<RecordedCall>> calls() {
    Arbitrary<String> name = Arbitraries.of("a", "b", "c", "l", "..", "ro");
    Arbitrary<String> path =
        Combinators.combine(name.list().ofMinSize(1).ofMaxSize(3), Arbitraries.of("", "", "/"))
            .as((names, end) -> "/" + String.join("/", names) + end);
    Arbitrary<String> mode = Arbitraries.of("511", "448", "0", "1023");
    Arbitrary<String> openFlags =
        Arbitraries.of("2048", "2113", "2626", "2754", "4260866", "67648");
    Arbitrary<List<String>> call =
        Arbitraries.oneOf(
            Combinators.combine(path, mode).as((p, m) -> List.of("mkdir", p, m)),
            Combinators.combine(path, openFlags, mode).as((p, f, m) -> List.of("open", p, f, m)),
            path.map(p -> List.of("unlink", p)),
            path.map(p -> List.of("rmdir", p)),
            Combinators.combine(path, path, Arbitraries.of("0", "1", "2", "4"))
                .as((p, q, f) -> List.of("rename", p, q, f)),
            Combinators.combine(path, path).as((p, q) -> List.of("symlink", p, q)),
            Combinators.combine(path, mode).as((p, m) -> List.of("chmod", p, m)),
            path.map(p -> List.of("chown", p, "1000", "1000", "0")),
            path.map(p -> List.of("mknod", p, "4534", "0")));
    return Combinators.combine(Arbitraries.of("0", "1000"), call)
        .as((who, what) -> new RecordedCall(who, what, ""))
        .list()
        .ofMaxSize(30);
  }
}
