package org.ctrtool.conformance.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;

/** The main classes of this project's modules, as compiled. */
final class Modules {
  /** Root packages of the modules that are compiled to C. */
  static final List<String> COMPILED_TO_C =
      List.of("org.ctrtool.api", "org.ctrtool.tools", "org.ctrtool.nativebackend");

  private Modules() {}

  /**
   * Imports the classes of these packages, and fails if a package has none: nothing to look at is
   * no success.
   */
  static JavaClasses under(List<String> rootPackages) {
    JavaClasses all =
        new ClassFileImporter()
            .importPackages(rootPackages)
            .that(
                describe(
                    "are main code",
                    // An IDE may put the tests of all modules on one class path.
                    type ->
                        !type.getSource()
                            .orElseThrow()
                            .getUri()
                            .toString()
                            .contains("/test-classes/")));
    for (String root : rootPackages) {
      assertThat(all).as("classes of %s", root).anyMatch(type -> type.getName().startsWith(root));
    }
    return all;
  }
}
