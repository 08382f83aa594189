package org.ctrtool.conformance.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * The exception handling that code compiled to C may contain.
 *
 * <p>The C that TeaVM makes of nested or finally-like handlers can compute wrong values. So a
 * method has at most one {@code try} with one {@code catch}, only a few named classes have any, and
 * a variable set inside a {@code try} is not read after it.
 */
final class ExceptionShape {
  private final Set<String> mayCatch;

  /**
   * @param mayCatch full names of the classes that may contain a {@code try}
   */
  ExceptionShape(Set<String> mayCatch) {
    this.mayCatch = mayCatch;
  }

  /** Returns one line for each place where a class breaks the rules. */
  List<String> violations(ClassNode type) {
    String name = type.name.replace('/', '.');
    List<String> found = new ArrayList<>();
    for (MethodNode method : type.methods) {
      List<TryCatchBlockNode> handlers =
          method.tryCatchBlocks.stream()
              .filter(handler -> !isMadeByTheCompiler(type, handler))
              .toList();
      if (handlers.isEmpty()) {
        continue;
      }
      String where = name + "." + method.name + ": ";
      if (!mayCatch.contains(name)) {
        found.add(where + "catches, and its class is not one that may");
      }
      if (handlers.size() > 1) {
        found.add(where + "has " + handlers.size() + " exception handlers, at most one is allowed");
      }
      for (TryCatchBlockNode handler : handlers) {
        if (handler.type == null) {
          found.add(where + "has a finally, a try-with-resources or a synchronized block");
        }
        for (int variable : setInsideAndReadAfter(type, method, handler)) {
          found.add(
              where + "local variable " + variable + " is set inside the try and read after it");
        }
      }
    }
    return found;
  }

  /**
   * Tells handlers that javac adds from those of the source. Record patterns wrap each accessor
   * call, whose failure becomes a {@code MatchException}; a switch on an enum fills a table in a
   * class of its own and tolerates constants that have gone. Neither guards an assignment, so
   * neither is of the kind that goes wrong.
   */
  private static boolean isMadeByTheCompiler(ClassNode type, TryCatchBlockNode handler) {
    if ("java/lang/NoSuchFieldError".equals(handler.type)) {
      return (type.access & Opcodes.ACC_SYNTHETIC) != 0;
    }
    AbstractInsnNode first = nextInstruction(handler.handler);
    AbstractInsnNode second = nextInstruction(first);
    return "java/lang/Throwable".equals(handler.type)
        && second instanceof TypeInsnNode made
        && made.getOpcode() == Opcodes.NEW
        && made.desc.equals("java/lang/MatchException");
  }

  private static AbstractInsnNode nextInstruction(AbstractInsnNode after) {
    AbstractInsnNode next = after.getNext();
    while (next.getOpcode() < 0) { // labels, line numbers, frames
      next = next.getNext();
    }
    return next;
  }

  private static Set<Integer> setInsideAndReadAfter(
      ClassNode type, MethodNode method, TryCatchBlockNode handler) {
    int start = method.instructions.indexOf(handler.start);
    int end = method.instructions.indexOf(handler.end);
    Frame<SourceValue>[] frames = originsOfValues(type, method);
    Set<Integer> variables = new java.util.TreeSet<>();
    for (int i = 0; i < frames.length; i++) {
      if (frames[i] == null || (start <= i && i < end)) {
        continue; // unreachable, or inside
      }
      int read = variableRead(method.instructions.get(i));
      if (read >= 0
          && frames[i].getLocal(read).insns.stream()
              .map(method.instructions::indexOf)
              .anyMatch(set -> start <= set && set < end)) {
        variables.add(read);
      }
    }
    return variables;
  }

  private static int variableRead(AbstractInsnNode instruction) {
    if (instruction instanceof IincInsnNode increment) {
      return increment.var;
    }
    boolean loads =
        Opcodes.ILOAD <= instruction.getOpcode() && instruction.getOpcode() <= Opcodes.ALOAD;
    return loads ? ((VarInsnNode) instruction).var : -1;
  }

  private static Frame<SourceValue>[] originsOfValues(ClassNode type, MethodNode method) {
    try {
      return new Analyzer<>(new SourceInterpreter()).analyze(type.name, method);
    } catch (AnalyzerException broken) {
      throw new IllegalStateException(type.name + "." + method.name, broken);
    }
  }
}
