package org.ctrtool.conformance.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.ctrtool.conformance.rules.bad.Catches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** In code that is compiled to C, exceptions are for ending, not for steering. */
class ExceptionShapeTest {
  /** Where a refused call becomes a value, and where a process ends. */
  private static final Set<String> MAY_CATCH =
      Set.of("org.ctrtool.api.Attempt", "org.ctrtool.nativebackend.Main");

  @Test
  void codeCompiledToCHasNoOtherHandlers() {
    ExceptionShape shape = new ExceptionShape(MAY_CATCH);

    List<String> violations =
        Modules.under(Modules.COMPILED_TO_C).stream()
            .flatMap(type -> shape.violations(read(type.getName())).stream())
            .sorted()
            .toList();

    assertThat(violations).isEmpty();
  }

  @Test
  void aCatchOutsideTheNamedClassesIsFound() {
    String name = Catches.Once.class.getName();

    assertThat(new ExceptionShape(Set.of()).violations(read(name)))
        .containsExactly(name + ".call: catches, and its class is not one that may");
    assertThat(new ExceptionShape(Set.of(name)).violations(read(name))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Twice, exception handlers, at most one is allowed",
    "TwoKinds, exception handlers, at most one is allowed",
    "Nested, exception handlers, at most one is allowed",
    "Finally, has a finally",
    "Resource, exception handlers, at most one is allowed",
    "Locks, has a finally",
    "SetsAndReads, local variable 1 is set inside the try and read after it",
    "SetsAndReadsInTheHandler, local variable 1 is set inside the try and read after it",
    "CountsAndReads, local variable 1 is set inside the try and read after it",
    "SetsForTheNextRound, local variable 1 is set inside the try and read after it",
  })
  void anotherShapeIsFound(String bad, String message) {
    String name = Catches.class.getName() + "$" + bad;

    assertThat(new ExceptionShape(Set.of(name)).violations(read(name)))
        .anyMatch(line -> line.contains(message));
  }

  @Test
  void variablesThatStayInsideAreAllowed() {
    String name = Catches.InsideOnly.class.getName();

    assertThat(new ExceptionShape(Set.of(name)).violations(read(name))).isEmpty();
  }

  @Test
  void handlersThatTheCompilerAddsAreAllowed() {
    String patterns = Catches.RecordPatterns.class.getName();
    String enumTable = Catches.class.getName() + "$1";

    assertThat(read(patterns).methods).anyMatch(method -> method.tryCatchBlocks.size() > 1);
    assertThat(new ExceptionShape(Set.of()).violations(read(patterns))).isEmpty();
    assertThat(read(enumTable).methods).anyMatch(method -> method.tryCatchBlocks.size() > 1);
    assertThat(new ExceptionShape(Set.of()).violations(read(enumTable))).isEmpty();
  }

  private static ClassNode read(String name) {
    String file = name.replace('.', '/') + ".class";
    try (InputStream bytes = ExceptionShapeTest.class.getClassLoader().getResourceAsStream(file)) {
      ClassNode type = new ClassNode();
      new ClassReader(bytes).accept(type, 0);
      return type;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }
}
