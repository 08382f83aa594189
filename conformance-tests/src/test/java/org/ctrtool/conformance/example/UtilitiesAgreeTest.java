package org.ctrtool.conformance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ctrtool.conformance.example.Lab.Front;
import org.ctrtool.conformance.example.UtilityTable.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The utilities of the simulated machine do what those of Linux do, by the tables. */
class UtilitiesAgreeTest {
  private static final List<String> TABLES = List.of("text", "files", "processes");

  @TestFactory
  List<DynamicTest> onTheModel() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String name : TABLES) {
      UtilityTable table = UtilityTable.read(name);
      Model.Ran ran = Model.run(table.script());
      List<String> outputs = UtilityTable.outputs(ran.output());
      tests.add(DynamicTest.dynamicTest(name, () -> assertThat(ran.failures()).as(name).isEmpty()));
      for (int i = 0; i < table.rows().size(); i++) {
        Row row = table.rows().get(i);
        String output = i < outputs.size() ? outputs.get(i) : "";
        tests.add(
            DynamicTest.dynamicTest(
                row.command(), () -> assertThat(output).isEqualTo(row.output())));
      }
    }
    return tests;
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "files", "processes"})
  void onLinux(String name) throws IOException, InterruptedException {
    Lab.assumePossible(Front.BINARY);
    UtilityTable table = UtilityTable.read(name);
    List<String> outputs = UtilityTable.outputs(Lab.run(table.script(), Front.BINARY).output());
    assertThat(outputs).hasSameSizeAs(table.rows());
    for (int i = 0; i < outputs.size(); i++) {
      Row row = table.rows().get(i);
      assertThat(outputs.get(i)).as(row.command()).isEqualTo(row.output());
    }
  }
}
