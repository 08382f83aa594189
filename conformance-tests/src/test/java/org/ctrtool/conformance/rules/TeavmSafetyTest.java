package org.ctrtool.conformance.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Formatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.ctrtool.conformance.rules.bad.NotTeavmSafe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the modules that are compiled to C do without. TeaVM itself complains only about code that
 * the static binary reaches, and not at all about what works but costs too much or gives other
 * answers than on a JVM.
 */
class TeavmSafetyTest {
  enum Rule {
    NO_REFLECTION(
        NotTeavmSafe.Reflects.class,
        uses(resideInAnyPackage("java.lang.reflect..")),
        "TeaVM has next to none"),
    NO_FILES(
        NotTeavmSafe.UsesFiles.class,
        uses(resideInAnyPackage("java.nio.file..")),
        "files are reached through Kernel"),
    NO_CONCURRENCY(
        NotTeavmSafe.UsesConcurrency.class,
        uses(resideInAnyPackage("java.util.concurrent..")),
        "the static binary has one thread"),
    NO_THREADS(
        NotTeavmSafe.StartsAThread.class,
        uses(belongToAnyOf(Thread.class, ThreadLocal.class)),
        "the static binary has one thread"),
    NO_REGEX(
        NotTeavmSafe.UsesRegex.class,
        uses(resideInAnyPackage("java.util.regex..")),
        "regular expressions make the binary several times as large"),
    NO_HIDDEN_REGEX(
        NotTeavmSafe.Splits.class,
        calls(
            String.class, "split", "splitWithDelimiters", "matches", "replaceAll", "replaceFirst"),
        "they bring the regular expressions in"),
    NO_FORMAT(
        NotTeavmSafe.Formats.class,
        calls(String.class, "format", "formatted"),
        "it makes the binary several times as large; concatenate"),
    NO_FORMATTER(
        NotTeavmSafe.UsesAFormatter.class,
        uses(belongToAnyOf(Formatter.class)),
        "as String.format"),
    NO_JNA(
        NotTeavmSafe.UsesJna.class, uses(resideInAnyPackage("com.sun.jna..")), "it is for a JVM"),
    NO_SYSTEM(
        NotTeavmSafe.Prints.class,
        callsOtherThan(System.class, "arraycopy"),
        "Kernel is the only door to output, environment and time, and half of System is missing or wrong in TeaVM"),
    NO_RUNTIME(
        NotTeavmSafe.UsesTheRuntime.class,
        uses(belongToAnyOf(Runtime.class, Process.class, ProcessBuilder.class)),
        "Kernel is the only door"),
    NO_RANDOM(
        NotTeavmSafe.UsesRandom.class,
        uses(
            belongToAnyOf(Random.class)
                .or(resideInAnyPackage("java.util.random..", "java.security.."))),
        "the same steps must give the same answer, and TeaVM's numbers differ from the JDK's"),
    NO_MATH_RANDOM(NotTeavmSafe.UsesMathRandom.class, calls(Math.class, "random"), "as Random"),
    NO_HASH_COLLECTIONS(
        NotTeavmSafe.Hashes.class,
        uses(
            describe(
                "are HashMap or HashSet",
                type -> type.isEquivalentTo(HashMap.class) || type.isEquivalentTo(HashSet.class))),
        "their order differs between a JVM and TeaVM; use the Linked or Tree ones"),
    NO_UNORDERED_SET(
        NotTeavmSafe.MakesASetOf.class,
        calls(Set.class, "of", "copyOf"),
        "the order is random; use a list or LinkedHashSet"),
    NO_UNORDERED_MAP(
        NotTeavmSafe.MakesAMapOf.class,
        calls(Map.class, "of", "ofEntries", "copyOf"),
        "the order is random; use LinkedHashMap or TreeMap"),
    NO_UNORDERED_COLLECTOR(
        NotTeavmSafe.CollectsUnordered.class,
        calls(
            Collectors.class,
            "toSet",
            "toUnmodifiableSet",
            "toMap",
            "toUnmodifiableMap",
            "groupingBy"),
        "they make a HashMap or HashSet; use toCollection or a loop");

    private final Class<?> bad;
    private final ArchRule rule;

    Rule(Class<?> bad, ArchRule rule, String reason) {
      this.bad = bad;
      this.rule = rule.because(reason);
    }
  }

  private static JavaClasses compiledToC;

  @BeforeAll
  static void readClasses() {
    compiledToC = Modules.under(Modules.COMPILED_TO_C);
  }

  @ParameterizedTest
  @EnumSource
  void holds(Rule each) {
    each.rule.check(compiledToC);
  }

  @ParameterizedTest
  @EnumSource
  void findsAClassThatBreaksIt(Rule each) {
    JavaClasses bad = new ClassFileImporter().importClasses(each.bad);

    assertThat(each.rule.evaluate(bad).hasViolation()).isTrue();
  }

  private static ArchRule uses(DescribedPredicate<? super JavaClass> what) {
    return noClasses().should().dependOnClassesThat(what);
  }

  private static ArchRule calls(Class<?> owner, String... methods) {
    List<String> names = List.of(methods);
    return accesses(
        owner + "." + names,
        access ->
            access.getTargetOwner().isEquivalentTo(owner) && names.contains(access.getName()));
  }

  private static ArchRule callsOtherThan(Class<?> owner, String... methods) {
    List<String> names = List.of(methods);
    return accesses(
        owner + " but " + names,
        access ->
            access.getTargetOwner().isEquivalentTo(owner) && !names.contains(access.getName()));
  }

  private static ArchRule accesses(String what, java.util.function.Predicate<JavaAccess<?>> which) {
    return noClasses().should().accessTargetWhere(describe("target is " + what, which));
  }
}
