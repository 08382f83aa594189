package org.ctrtool.conformance.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.ctrtool.conformance.rules.bad.UsesTooMuch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use whom. */
class ArchitectureTest {
  /** A module's root package, and what it may use beside itself and java.base. */
  enum Module {
    API("org.ctrtool.api"),
    TOOLS("org.ctrtool.tools", "org.ctrtool.api.."),
    SIM("org.ctrtool.sim", "org.ctrtool.api..", "com.fasterxml.jackson.."),
    NATIVE("org.ctrtool.nativebackend", "org.ctrtool.api..", "org.ctrtool.tools..", "org.teavm.."),
    LINUX("org.ctrtool.linux", "org.ctrtool.api..", "com.sun.jna.."),
    CLI(
        "org.ctrtool.cli",
        "org.ctrtool.api..",
        "org.ctrtool.tools..",
        "org.ctrtool.linux..",
        "org.ctrtool.sim..",
        "picocli..");

    final String root;
    final ArchRule usesOnlyWhatItMay;

    Module(String root, String... mayUse) {
      this.root = root;
      this.usesOnlyWhatItMay =
          classes()
              .should()
              .onlyDependOnClassesThat(
                  resideInAnyPackage(root + "..", "org.jspecify.annotations..")
                      .or(resideInAnyPackage(mayUse))
                      .or(areInJavaBase()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModuleUsesOnlyWhatItMay(Module module) {
    module.usesOnlyWhatItMay.check(Modules.under(List.of(module.root)));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        UsesTooMuch.AnotherModule.class,
        UsesTooMuch.ALibrary.class,
        UsesTooMuch.MoreOfTheJdk.class
      })
  void aClassThatUsesMoreIsFound(Class<?> bad) {
    var classes = new ClassFileImporter().importClasses(bad);

    assertThat(Module.CLI.usesOnlyWhatItMay.evaluate(classes).hasViolation()).isTrue();
  }

  private static DescribedPredicate<JavaClass> areInJavaBase() {
    Set<String> packages = Object.class.getModule().getPackages();
    return describe(
        "are in java.base",
        type -> {
          JavaClass plain = type.getBaseComponentType();
          return plain.isPrimitive() || packages.contains(plain.getPackageName());
        });
  }
}
