package org.ctrtool.nativebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What we change in the C runtime that TeaVM generates, and why. Each change replaces one exact
 * text, which must occur exactly once: after an update of TeaVM a change that no longer fits stops
 * the build instead of being lost.
 */
final class RuntimePatches {
  private record Patch(String file, String before, String after) {}

  private static final String EXCEPTIONS = "c/o/t/r/ExceptionHandling.c";

  private static final List<Patch> PATCHES =
      Stream.concat(
              general(),
              Stream.of("ClassCast", "NullPointer", "ArrayIndexOutOfBounds")
                  .flatMap(RuntimePatches::rooted))
          .toList();

  private RuntimePatches() {}

  private static Stream<Patch> general() {
    return Stream.of(
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
        // The state at the start is the linker's work (LinkTimeState): a header holds the class's
        // address, so that literals have theirs in the file. Literals are unique without a table
        // of them; only String.intern would miss it, and the rules forbid that.
        new Patch(
            "core.h",
            """
            #define TEAVM_PACK_CLASS(cls) ((int32_t) ((uintptr_t) ((char*) (cls) - teavm_beforeClasses) >> 3))
            #define TEAVM_UNPACK_CLASS(cls) ((TeaVM_Class*) (teavm_beforeClasses + ((cls) << 3)))
            """,
            """
            #define TEAVM_PACK_CLASS(cls) ((int32_t) (uintptr_t) (cls))
            #define TEAVM_UNPACK_CLASS(cls) ((TeaVM_Class*) (uintptr_t) ((cls) & 0x3fffffff))
            #define CT_HEADER(cls) ((uintptr_t) &(cls) + 0x80000000u) /* marked: the collector leaves it alone */
            #define CT_CLASS_OBJECT(cls) { .header = CT_HEADER(jl_Class_Cls), .fld_classInfo = &cls }
            #include "classobjects.h"
            """),
        // Only objects of the heap have cards.
        new Patch(
            "core.h",
            "    ((char*) teavm_gc_cardTable)[offset] = 0;",
            "    if ((uintptr_t) object - (uintptr_t) teavm_gc_heapAddress < (uintptr_t) teavm_gc_availableBytes)"
                + " ((char*) teavm_gc_cardTable)[offset] = 0;"),
        literals("length, hash, s"),
        literals("length, hash, ..."),
        new Patch("main.c", "    teavm_initStringPool();\n", ""),
        new Patch("main.c", "    teavm_initClasses();\n", ""),
        new Patch("main.c", "    teavm_afterInitClasses();\n", ""),
        new Patch(
            "memory.c",
            "void*** teavm_gc_staticRoots;\n",
            "extern void*** teavm_gc_staticRoots;\n"),
        // The collector looks at classes for their objects, so only those are listed that have one
        // in the heap.
        new Patch(
            "core.c",
            "        cls->classObject = result;\n",
            """
                    cls->classObject = result;
                    cls->next = teavm_firstClass;
                    teavm_firstClass = cls;
            """),
        new Patch(
            "arrayclass.c",
            """
                classPtr->next = teavm_firstClass;
                teavm_firstClass = classPtr;
            """,
            ""),
        // Whether an array's items are primitive decides how large they are. TeaVM asks that of the
        // array itself, which never is: clone() copied 8 bytes for each item of any array, over
        // whatever followed the copy in the heap.
        new Patch(
            "c/j/l/Object.c",
            "meth_otr_RuntimeClass_isPrimitive(teavm_local_2)",
            "meth_otr_RuntimeClass_isPrimitive(teavm_local_4)"),
        // One thread, which runs our main and nothing else; it reads the arguments itself.
        new Patch(
            "main.c",
            """
                meth_otr_Fiber_startMain(teavm_parseArguments(argc, argv));
                meth_otr_EventQueue_process();
            """,
            "    meth_otr_Fiber_lambda_startMain_0(NULL);\n"),
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
            EXCEPTIONS,
            "        meth_otr_ExceptionHandling_printStack();\n        abort();",
            "        ct_die(\"uncaught failure\");"),
        new Patch(
            "arrayclass.c",
            "        teavm_printWString(L\"Metaspace size\\n\");\n        abort();",
            "        ct_die(\"out of memory\");"),
        new Patch("c/o/t/r/GC.c", "                meth_otr_ExceptionHandling_printStack();\n", ""),
        new Patch("c/o/t/r/MarkQueue.c", "        meth_otr_ExceptionHandling_printStack();\n", ""),
        // Nobody looks at stack traces; making them costs time, and memory just when it may be
        // short.
        new Patch(
            EXCEPTIONS,
            """
                  teavm_local_1 = teavm_stackTop;
                  teavm_local_2 = meth_otr_ExceptionHandling_callStackSize();
              """,
            "    teavm_local_1 = NULL; teavm_local_2 = INT32_C(0);\n"));
  }

  private static Patch literals(String parameters) {
    String macro = parameters.endsWith("...") ? "TEAVM_STRING_FROM_CODES(" : "TEAVM_STRING(";
    String start = "#define " + macro + parameters + ") ";
    return new Patch(
        "string.h",
        start
            + """
            &(TeaVM_String) { \\
                .characters = (TeaVM_Array*) & (struct { TeaVM_Array hdr; char16_t data[(length) + 1]; }) { \\
                    .hdr = { .size = length }, \\
            """,
        start
            + """
            (TeaVM_String*) &(struct { uintptr_t header; void* characters; int32_t hashCode; }) { \\
                .header = CT_HEADER(jl_String_Cls), \\
                .characters = &(struct { uintptr_t header; int32_t size; char16_t data[(length) + 1]; }) { \\
                    .header = CT_HEADER(Arr_C_Cls), .size = length, \\
            """);
  }

  /**
   * An exception that the runtime itself makes. TeaVM's code holds it in no place that the
   * collector looks at while its constructor runs: a collection right then freed it, and a freed
   * block was thrown.
   */
  private static Stream<Patch> rooted(String kind) {
    String head =
        (kind.equals("ClassCast") ? "void meth_otr_ExceptionHandling_throw" : "void teavm_throw")
            + kind
            + "Exception() {\n    void* teavm_tmp_ptr_0;\n";
    String made = "(teavm_tmp_ptr_0 = meth_otr_Allocator_allocate(&jl_" + kind + "Exception_Cls), ";
    return Stream.of(
        new Patch(
            EXCEPTIONS,
            head,
            head
                + "    TEAVM_ALLOC_STACK(INT32_C(1)); TEAVM_GC_ROOT_RELEASE(INT32_C(0)); TEAVM_CALL_SITE(-1);\n"),
        new Patch(EXCEPTIONS, made, made + "TEAVM_GC_ROOT(INT32_C(0), teavm_tmp_ptr_0), "));
  }

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
