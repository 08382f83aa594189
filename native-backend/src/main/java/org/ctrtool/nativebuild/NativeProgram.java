package org.ctrtool.nativebuild;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.teavm.diagnostics.Problem;
import org.teavm.diagnostics.ProblemSeverity;
import org.teavm.model.CallLocation;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * A Java program on its way to C.
 *
 * @param mainClass the class whose main method is the entry point
 * @param classPath folders and jars with the program's class files
 * @param shim the folder of {@code ctrtool.c}
 */
public record NativeProgram(String mainClass, List<Path> classPath, Path shim) {
  /** The Java heap at start and at most, in bytes. */
  static final int LEAST_HEAP = 1 << 20;

  static final int MOST_HEAP = 64 << 20;

  /** Writes the program as C, ready to compile, to an emptied folder. */
  public void generate(Path generated) throws IOException {
    deleteTree(generated);
    Files.createDirectories(generated);
    List<URL> urls = new ArrayList<>();
    for (Path entry : classPath) {
      urls.add(entry.toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), NativeProgram.class.getClassLoader())) {
      translate(generated, loader);
    } catch (TeaVMToolException failure) {
      throw new IOException("TeaVM failed on " + mainClass, failure);
    }
    RuntimePatches.apply(generated);
    DebugTables.remove(generated);
    LinkTimeState.apply(generated);
    VolatileLocals.apply(generated);
  }

  private void translate(Path generated, ClassLoader loader)
      throws TeaVMToolException, IOException {
    TeaVMTool tool = new TeaVMTool();
    tool.setTargetType(TeaVMTargetType.C);
    tool.setMainClass(mainClass);
    tool.setClassLoader(loader);
    tool.setTargetDirectory(generated.toFile());
    tool.setTargetFileName("");
    tool.setCacheDirectory(generated.resolveSibling(generated.getFileName() + "-cache").toFile());
    tool.setMinHeapSize(LEAST_HEAP);
    tool.setMaxHeapSize(MOST_HEAP);
    tool.setObfuscated(false);
    tool.setShortFileNames(true);
    // Inlining could nest the tries of two methods, which is where TeaVM has gone wrong: gcc
    // inlines instead.
    tool.setOptimizationLevel(TeaVMOptimizationLevel.SIMPLE);
    tool.getTransformers().add(JavaSemantics.class.getName());
    tool.generate();
    List<String> errors = new ArrayList<>();
    for (Problem problem : tool.getProblemProvider().getProblems()) {
      String text =
          problem.getText()
              + " "
              + List.of(problem.getParams())
              + " at "
              + where(problem.getLocation());
      if (problem.getSeverity() == ProblemSeverity.ERROR) {
        errors.add(text);
      } else {
        System.out.println("warning: " + text);
      }
    }
    if (!errors.isEmpty()) {
      throw new IOException(
          "TeaVM cannot compile " + mainClass + ":\n  " + String.join("\n  ", errors));
    }
  }

  private static String where(@Nullable CallLocation location) {
    return location == null
        ? "unknown place"
        : location.getMethod() + " " + location.getSourceLocation();
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(root)) {
      all = new ArrayList<>(files.toList());
    }
    for (Path file : all.reversed()) {
      Files.delete(file);
    }
  }
}
