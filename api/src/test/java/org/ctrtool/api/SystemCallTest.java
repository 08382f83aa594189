package org.ctrtool.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Methods, calls and the table of calls: one of each for every other. */
class SystemCallTest {
  @Provide
  Arbitrary<Tuple2<Method, Call>> methodsWithCalls() {
    return Arbitraries.of(KernelMethods.of(Kernel.class))
        .flatMap(method -> KernelMethods.calls(method).map(call -> Tuple.of(method, call)));
  }

  @Property(tries = 3000)
  void aMethodMakesTheCallThatBearsItsName(@ForAll("methodsWithCalls") Tuple2<Method, Call> both) {
    String method = letters(both.get1().getName());
    String entry = letters(both.get2().name().name());

    assertThat(
            entry.contains(method)
                || method.contains(callName(both))
                || entry.equals(alias(method)))
        .as("%s makes %s", method, both.get2())
        .isTrue();
  }

  private static String callName(Tuple2<Method, Call> both) {
    return letters(both.get2().name().callName());
  }

  private static String alias(String method) {
    return switch (method) {
      case "fsconfigcreate" -> "fsconfigcreate";
      case "setrlimit" -> "prlimit64";
      case "changesignalmask" -> "rtsigprocmaskset";
      default -> method;
    };
  }

  private static String letters(String name) {
    return name.replace("_", "").toLowerCase(java.util.Locale.ROOT);
  }

  @Property(tries = 1)
  void everyCallIsMadeByExactlyOneMethod(@ForAll("oneOfEach") List<Tuple2<Method, Call>> all) {
    Map<SystemCall, List<String>> makers = new EnumMap<>(SystemCall.class);
    for (Tuple2<Method, Call> each : all) {
      makers
          .computeIfAbsent(each.get2().name(), name -> new ArrayList<>())
          .add(each.get1().getName());
    }

    assertThat(makers.keySet()).containsExactly(SystemCall.values());
    assertThat(makers).allSatisfy((name, methods) -> assertThat(methods).hasSize(1));
  }

  @Provide
  Arbitrary<List<Tuple2<Method, Call>>> oneOfEach() {
    List<Arbitrary<Tuple2<Method, Call>>> all =
        KernelMethods.of(Kernel.class).stream()
            .map(method -> KernelMethods.calls(method).map(call -> Tuple.of(method, call)))
            .toList();
    return net.jqwik.api.Combinators.combine(all).as(each -> each);
  }

  @Property(tries = 1000)
  void aCallThatAChildMakesAnswersNothingToLookAt(@ForAll("childCalls") Call call) {
    assertThat(call.name().result()).isNotEqualTo(SystemCall.Result.DATA);
  }

  @Provide
  Arbitrary<Call> childCalls() {
    return KernelMethods.calls(ChildKernel.class);
  }

  @Provide
  Arbitrary<Call> calls() {
    return KernelMethods.calls(Kernel.class);
  }

  @Property(tries = 2000)
  void aCallWithoutItsLastArgumentDoesNotFit(@ForAll("calls") Call call) {
    Object[] arguments = arguments(call);
    assertThat(Call.fits(call.name(), arguments)).isTrue();

    if (arguments.length > 0) {
      Object[] fewer = Arrays.copyOf(arguments, arguments.length - 1);
      assertThat(Call.fits(call.name(), fewer)).isFalse();
      assertThatThrownBy(() -> new Call(call.name(), fewer))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Object[] more = Arrays.copyOf(arguments, arguments.length + 1);
    assertThat(Call.fits(call.name(), more)).isFalse();
  }

  @Property(tries = 2000)
  void anArgumentOfAnotherTypeDoesNotFit(@ForAll("calls") Call call, @ForAll int at) {
    Object[] arguments = arguments(call);
    if (arguments.length > 0) {
      arguments[Math.floorMod(at, arguments.length)] = new StringBuilder("another type");
      assertThat(Call.fits(call.name(), arguments)).isFalse();
    }
  }

  @Property(tries = 2000)
  void callsAreEqualIfAllTheirArgumentsAre(
      @ForAll("calls") Call call, @ForAll("calls") Call other) {
    assertThat(new Call(call.name(), arguments(call))).isEqualTo(call).hasSameHashCodeAs(call);
    boolean same =
        call.name() == other.name() && Arrays.deepEquals(arguments(call), arguments(other));
    assertThat(call.equals(other)).isEqualTo(same);
  }

  @Property(tries = 2000)
  void theTextOfACallIsOneLineOfPrintableAscii(@ForAll("calls") Call call) {
    assertThat(call.toString()).matches("[ -~]+").startsWith(call.name().callName() + "(");
  }

  @Example
  void aCallHasTheSameNameAndNumbersWhereverItAppears() {
    Map<String, List<Integer>> numbers = new java.util.HashMap<>();
    for (SystemCall call : SystemCall.values()) {
      List<Integer> own = List.of(call.x86Number(), call.aarch64Number());
      List<Integer> before = numbers.putIfAbsent(call.callName(), own);

      assertThat(Objects.requireNonNullElse(before, own)).as(call.callName()).isEqualTo(own);
    }
    assertThat(numbers.values()).doesNotHaveDuplicates();
  }

  private static Object[] arguments(Call call) {
    Object[] arguments = new Object[call.argumentCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = call.argument(i);
    }
    return arguments;
  }
}
