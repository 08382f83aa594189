package org.ctrtool.nativebuild;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.teavm.interop.Unmanaged;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.Instruction;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.ValueType;
import org.teavm.model.Variable;
import org.teavm.model.instructions.BinaryInstruction;
import org.teavm.model.instructions.BinaryOperation;
import org.teavm.model.instructions.CastIntegerInstruction;
import org.teavm.model.instructions.CastNumberInstruction;
import org.teavm.model.instructions.ClassConstantInstruction;
import org.teavm.model.instructions.ConstructArrayInstruction;
import org.teavm.model.instructions.InitClassInstruction;
import org.teavm.model.instructions.IntegerConstantInstruction;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.model.instructions.LongConstantInstruction;
import org.teavm.model.instructions.NullConstantInstruction;
import org.teavm.model.instructions.NumericOperandType;
import org.teavm.model.instructions.StringConstantInstruction;

/**
 * Gives operations back the meaning that TeaVM's C target loses: a division by zero is an
 * ArithmeticException and not SIGFPE (or, on aarch64, silently 0), a negative array length is an
 * exception and not a stray pointer, a shift count is taken modulo the width, a number too large
 * for an int is clamped. TeaVM applies it to every class it reads.
 */
public final class JavaSemantics implements ClassHolderTransformer {
  private static final String SUPPORT = "org.ctrtool.nativebackend.JavaArithmetic";

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    // The collector and its like must not allocate, so they keep the bare operations.
    if (type.getName().equals(SUPPORT)
        || type.getName().startsWith("org.teavm.")
        || isUnmanaged(type.getAnnotations())) {
      return;
    }
    initialiseSuperclass(type);
    for (MethodHolder method : type.getMethods()) {
      if (method.getProgram() != null && !isUnmanaged(method.getAnnotations())) {
        transform(method.getProgram());
      }
    }
  }

  private static boolean isUnmanaged(org.teavm.model.AnnotationContainer annotations) {
    return annotations.get(Unmanaged.class.getName()) != null;
  }

  private static void transform(Program program) {
    for (BasicBlock block : program.getBasicBlocks()) {
      List<Instruction> instructions = new ArrayList<>();
      block.forEach(instructions::add);
      for (Instruction instruction : instructions) {
        switch (instruction) {
          case BinaryInstruction binary -> transform(program, binary);
          case CastNumberInstruction cast -> transform(cast, program);
          case ConstructArrayInstruction array -> transform(program, array);
          default -> {}
        }
      }
    }
    keepOrder(program);
  }

  /**
   * Keeps TeaVM from folding the steps of a method into larger C expressions: Java evaluates the
   * operands of an expression from left to right, C in any order, so that in {@code total + f()}
   * the field could be read after the call that changes it. TeaVM leaves variables alone that have
   * a name to show in a debugger.
   */
  private static void keepOrder(Program program) {
    Set<Variable> harmless = new HashSet<>();
    for (BasicBlock block : program.getBasicBlocks()) {
      for (Instruction instruction : block) {
        switch (instruction) {
          case IntegerConstantInstruction constant -> harmless.add(constant.getReceiver());
          case LongConstantInstruction constant -> harmless.add(constant.getReceiver());
          case NullConstantInstruction constant -> harmless.add(constant.getReceiver());
          case StringConstantInstruction constant -> harmless.add(constant.getReceiver());
          case ClassConstantInstruction constant -> harmless.add(constant.getReceiver());
          case BinaryInstruction binary -> harmless.add(binary.getReceiver());
          case CastNumberInstruction cast -> harmless.add(cast.getReceiver());
          case CastIntegerInstruction cast -> harmless.add(cast.getReceiver());
          default -> {}
        }
      }
    }
    for (int i = 0; i < program.variableCount(); i++) {
      Variable variable = program.variableAt(i);
      if (variable.getDebugName() == null && !harmless.contains(variable)) {
        variable.setDebugName("t" + i);
      }
    }
  }

  /**
   * Initialises the superclass before the class, which TeaVM leaves to the first constructor call.
   */
  private static void initialiseSuperclass(ClassHolder type) {
    MethodHolder initialiser = type.getMethod(new MethodDescriptor("<clinit>", ValueType.VOID));
    String parent = type.getParent();
    if (initialiser == null
        || initialiser.getProgram() == null
        || parent == null
        || parent.startsWith("java.")) {
      return;
    }
    InitClassInstruction first = new InitClassInstruction();
    first.setClassName(parent);
    initialiser.getProgram().basicBlockAt(0).addFirst(first);
  }

  private static void transform(Program program, BinaryInstruction binary) {
    boolean isLong = binary.getOperandType() == NumericOperandType.LONG;
    if (!isLong && binary.getOperandType() != NumericOperandType.INT) {
      return;
    }
    ValueType type = isLong ? ValueType.LONG : ValueType.INTEGER;
    switch (binary.getOperation()) {
      case DIVIDE, MODULO -> {
        String name = binary.getOperation() == BinaryOperation.DIVIDE ? "divide" : "remainder";
        InvokeInstruction call = call(name, type, binary.getReceiver(), type, type);
        call.setArguments(binary.getFirstOperand(), binary.getSecondOperand());
        replace(binary, call);
      }
      case SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_UNSIGNED -> {
        IntegerConstantInstruction mask = new IntegerConstantInstruction();
        mask.setConstant(isLong ? 63 : 31);
        mask.setReceiver(program.createVariable());
        BinaryInstruction masked =
            new BinaryInstruction(BinaryOperation.AND, NumericOperandType.INT);
        masked.setFirstOperand(binary.getSecondOperand());
        masked.setSecondOperand(mask.getReceiver());
        masked.setReceiver(program.createVariable());
        insertBefore(binary, mask);
        insertBefore(binary, masked);
        binary.setSecondOperand(masked.getReceiver());
      }
      default -> {}
    }
  }

  private static void transform(CastNumberInstruction cast, Program program) {
    boolean fromFloat = cast.getSourceType() == NumericOperandType.FLOAT;
    boolean toInt = cast.getTargetType() == NumericOperandType.INT;
    if (!fromFloat && cast.getSourceType() != NumericOperandType.DOUBLE
        || !toInt && cast.getTargetType() != NumericOperandType.LONG) {
      return;
    }
    Variable value = cast.getValue();
    if (fromFloat) {
      CastNumberInstruction widen =
          new CastNumberInstruction(NumericOperandType.FLOAT, NumericOperandType.DOUBLE);
      widen.setValue(value);
      widen.setReceiver(program.createVariable());
      insertBefore(cast, widen);
      value = widen.getReceiver();
    }
    InvokeInstruction call =
        call(
            toInt ? "toInt" : "toLong",
            toInt ? ValueType.INTEGER : ValueType.LONG,
            cast.getReceiver(),
            ValueType.DOUBLE);
    call.setArguments(value);
    replace(cast, call);
  }

  private static void transform(Program program, ConstructArrayInstruction array) {
    InvokeInstruction call =
        call("length", ValueType.INTEGER, program.createVariable(), ValueType.INTEGER);
    call.setArguments(array.getSize());
    insertBefore(array, call);
    array.setSize(call.getReceiver());
  }

  private static InvokeInstruction call(
      String name, ValueType result, Variable receiver, ValueType... parameters) {
    ValueType[] signature = java.util.Arrays.copyOf(parameters, parameters.length + 1);
    signature[parameters.length] = result;
    InvokeInstruction call = new InvokeInstruction();
    call.setType(InvocationType.SPECIAL);
    call.setMethod(new MethodReference(SUPPORT, name, signature));
    call.setReceiver(receiver);
    return call;
  }

  private static void insertBefore(Instruction place, Instruction added) {
    added.setLocation(place.getLocation());
    place.insertPrevious(added);
  }

  private static void replace(Instruction old, Instruction replacement) {
    replacement.setLocation(old.getLocation());
    old.replace(replacement);
  }
}
