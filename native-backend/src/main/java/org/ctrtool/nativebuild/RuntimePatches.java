package org.ctrtool.nativebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What we change in the C runtime that TeaVM generates, and why. Each change replaces one exact
 * text, which must occur exactly once: after an update of TeaVM a change that no longer fits stops
 * the build instead of being lost.
 */
final class RuntimePatches {
  private record Patch(String file, String before, String after) {}

  private static final List<Patch> PATCHES =
      List.of(
          // main is ours (ctrtool.c); the heap adapts to RLIMIT_AS instead of crashing on it.
          new Patch(
              "main.c",
              "int main(int argc, char** argv) {",
              "int teavm_main(int argc, char** argv) {"),
          new Patch(
              "main.c",
              "teavm_initHeap(" + NativeProgram.LEAST_HEAP + ", " + NativeProgram.MOST_HEAP + ");",
              "teavm_initHeap("
                  + NativeProgram.LEAST_HEAP
                  + ", ct_heap_limit("
                  + NativeProgram.LEAST_HEAP
                  + ", "
                  + NativeProgram.MOST_HEAP
                  + "));"),
          // No locale files of whatever root we are in, no timer, no blocked SIGRTMIN (threads are
          // not used).
          new Patch("core.c", "    srand((unsigned int) time(NULL));\n", ""),
          new Patch("core.c", "        setlocale (LC_ALL, \"\");\n", ""),
          new Patch("core.c", "    teavm_initFiber();\n", ""),
          // A refused reservation ends in one line and a status.
          new Patch(
              "memory.c",
              "return mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, 0, 0);",
              "return ct_reserve(size);"),
          new Patch(
              "memory.c",
              "mprotect(address, size, PROT_READ | PROT_WRITE);",
              "ct_commit(address, size);"),
          // The runtime's own ends: its message on several lines and SIGABRT become our line and
          // our status.
          new Patch(
              "heaptrace.c",
              "teavm_gc_print(L\"Application crashed due to lack of free memory\\n\");",
              "ct_die(\"out of memory\");"),
          new Patch(
              "c/o/t/r/ExceptionHandling.c",
              "        abort();",
              "        ct_die(\"uncaught failure\");"));

  private RuntimePatches() {}

  static void apply(Path generated) throws IOException {
    for (Patch patch : PATCHES) {
      Path file = generated.resolve(patch.file);
      String text = Files.readString(file);
      int first = text.indexOf(patch.before);
      if (first < 0 || text.indexOf(patch.before, first + 1) >= 0) {
        throw new IOException(
            "TeaVM's " + patch.file + " does not hold exactly once: " + patch.before);
      }
      Files.writeString(file, text.replace(patch.before, patch.after));
    }
  }
}
