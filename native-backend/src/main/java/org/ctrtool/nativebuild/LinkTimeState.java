package org.ctrtool.nativebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Has the linker work out what TeaVM's runtime works out each time the program starts: the headers
 * of string literals, the objects of class literals, the table of static fields for the collector.
 * It is the same at every start, but writing it costs a page of memory of its own for every page
 * that a literal or a class lies on, which was most of the time the runtime took.
 *
 * <p>For this an object's header holds its class's address as it is (below 1 GiB in a static
 * binary, so that the collector's two bits are free), and not a distance, which no linker can shift
 * into place. {@link RuntimePatches} changes the macros accordingly.
 */
final class LinkTimeState {
  private static final Pattern CLASS_OBJECT =
      Pattern.compile(
          "^    teavm_getClassObject\\(\\(TeaVM_Class\\*\\) &(\\w+)\\);\n", Pattern.MULTILINE);
  private static final Pattern ROOT_TABLE =
      Pattern.compile(
          "^static void\\*\\* teavm_gc_localStaticRoots_\\w+\\[\\d+\\] = \\{\n(.*?)\n\\};\n",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern ROOT = Pattern.compile("\\(void\\*\\*\\) &(\\w+)");
  private static final Pattern INITIALISER =
      Pattern.compile(
          "^void (sysinitclass_\\w+)\\(\\) \\{\n(.*?)^\\}\n", Pattern.MULTILINE | Pattern.DOTALL);

  /** What memory is anyway when a program starts, and what {@link #ROOT_TABLE} is for. */
  private static final Pattern NEEDLESS =
      Pattern.compile(
          "^ *(?:\\w+ = (?:NULL|0|INT(?:8|16|32|64)_C\\(0\\)|0\\.0f?)|teavm_registerStaticGcRoots\\(.*\\));\n",
          Pattern.MULTILINE);

  private static final Pattern CLASS =
      Pattern.compile("^alignas\\(8\\) \\w+ (\\w+) = \\{\n", Pattern.MULTILINE);
  private static final Pattern SIZE = Pattern.compile("^ *\\.size = ", Pattern.MULTILINE);

  private static final Pattern CLASS_FIELDS =
      Pattern.compile(
          "typedef struct cls_jl_Class \\{\n    struct TeaVM_Object parent;\n(.*?)\\} cls_jl_Class;",
          Pattern.DOTALL);
  private static final Pattern REFERENCE = Pattern.compile("\\* fld_(?!classInfo)(\\w+);");

  private final Path generated;

  /** The fields of a class object, as C declares them. */
  private final String fields;

  private final Map<Path, String> texts = new TreeMap<>();

  private LinkTimeState(Path generated) throws IOException {
    this.generated = generated;
    Matcher header = CLASS_FIELDS.matcher(Files.readString(generated.resolve("c/j/l/Class.h")));
    if (!header.find()) {
      throw new IOException("TeaVM's Class.h looks different now");
    }
    fields = header.group(1);
    List<Path> sources;
    try (Stream<Path> files = Files.walk(generated)) {
      sources = files.filter(file -> file.toString().endsWith(".c")).toList();
    }
    for (Path source : sources) {
      texts.put(source, Files.readString(source));
    }
  }

  static void apply(Path generated) throws IOException {
    LinkTimeState state = new LinkTimeState(generated);
    List<String> literals = state.makeClassObjects();
    List<String> roots = state.dropInitialisers();
    roots.addAll(state.referencesOf(literals));
    state.complete(literals, roots);
    state.gatherWritten();
    for (Map.Entry<Path, String> text : state.texts.entrySet()) {
      Files.writeString(text.getKey(), text.getValue());
    }
  }

  private String textOf(Path source) {
    return Objects.requireNonNull(texts.get(source));
  }

  /** Class literals; their objects are made by main, which answers them here. */
  private List<String> makeClassObjects() throws IOException {
    Path main = generated.resolve("main.c");
    String text = textOf(main);
    List<String> literals =
        CLASS_OBJECT.matcher(text).results().map(found -> found.group(1)).toList();
    if (literals.isEmpty()) {
      throw new IOException("TeaVM's main.c makes no class objects now");
    }
    StringBuilder declarations =
        new StringBuilder("typedef struct { uintptr_t header; " + fields + "} ct_ClassObject;\n");
    for (String literal : literals) {
      declarations.append("extern ct_ClassObject ct_object_" + literal + ";\n");
    }
    Files.writeString(generated.resolve("classobjects.h"), declarations.toString());
    texts.put(main, CLASS_OBJECT.matcher(text).replaceAll(""));
    for (String literal : literals) {
      giveObject(literal);
    }
    return literals;
  }

  private void giveObject(String type) throws IOException {
    for (Map.Entry<Path, String> source : texts.entrySet()) {
      String text = source.getValue();
      Matcher start = CLASS.matcher(text);
      while (start.find()) {
        Matcher size = SIZE.matcher(text);
        if (start.group(1).equals(type) && size.find(start.end())) {
          source.setValue(
              text.substring(0, size.start())
                  + ".classObject = (TeaVM_Object*) &ct_object_"
                  + type
                  + ",\n"
                  + text.substring(size.start()));
          return;
        }
      }
    }
    throw new IOException("TeaVM's code has no class " + type);
  }

  /** Removes initialisers that only write zeroes and register static fields, and answers these. */
  private List<String> dropInitialisers() {
    List<String> roots = new ArrayList<>();
    List<String> needless = new ArrayList<>();
    for (Map.Entry<Path, String> source : texts.entrySet()) {
      for (MatchResult table : ROOT_TABLE.matcher(source.getValue()).results().toList()) {
        ROOT.matcher(table.group(1)).results().forEach(root -> roots.add(root.group(1)));
      }
      String text = ROOT_TABLE.matcher(source.getValue()).replaceAll("");
      for (MatchResult initialiser : INITIALISER.matcher(text).results().toList()) {
        String needed = NEEDLESS.matcher(initialiser.group(2)).replaceAll("");
        text = text.replace(initialiser.group(2) + "}", needed + "}");
        if (needed.isEmpty()) {
          needless.add(initialiser.group(1));
        }
      }
      source.setValue(text);
    }
    Path main = generated.resolve("main.c");
    String text = textOf(main);
    for (String initialiser : needless) {
      text = text.replace("    " + initialiser + "();\n", "");
    }
    texts.put(main, text);
    return roots;
  }

  /** What class objects refer to, such as their names once somebody has asked for them. */
  private List<String> referencesOf(List<String> literals) {
    return literals.stream()
        .flatMap(
            literal ->
                REFERENCE
                    .matcher(fields)
                    .results()
                    .map(field -> "ct_object_" + literal + ".fld_" + field.group(1)))
        .toList();
  }

  /** A class is written to when it is initialised: those that can be lie together, on few pages. */
  private void gatherWritten() {
    for (Map.Entry<Path, String> source : texts.entrySet()) {
      String text = source.getValue();
      source.setValue(
          CLASS
              .matcher(text)
              .replaceAll(
                  type ->
                      text.contains(
                              "void initclass_" + type.group(1).replaceFirst("_Cls$", "") + "() {")
                          ? "__attribute__((section(\".data.initialised\"))) " + type.group()
                          : type.group()));
    }
  }

  private void complete(List<String> literals, List<String> roots) throws IOException {
    if (roots.isEmpty()) {
      throw new IOException("TeaVM's tables of static fields look different now");
    }
    StringBuilder tables = new StringBuilder();
    for (String literal : literals) {
      tables.append(
          "ct_ClassObject ct_object_" + literal + " = CT_CLASS_OBJECT(" + literal + ");\n");
    }
    tables.append("static void** ct_roots[] = {\n(void**) (intptr_t) ").append(roots.size());
    for (String root : roots) {
      tables.append(",\n(void**) &").append(root);
    }
    tables.append("\n};\nvoid*** teavm_gc_staticRoots = ct_roots;\n");
    Path main = generated.resolve("main.c");
    texts.put(main, textOf(main).replace("int teavm_main(", tables + "int teavm_main("));
  }
}
