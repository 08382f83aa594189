package org.ctrtool.api;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Every method of the interfaces that is one system call, with arguments of the right types. */
public final class KernelMethods {
  private static final Set<String> NO_CALLS =
      Set.of("doing", "tolerating", "execvpe", "execveListening", "clone", "become", "openIn");

  private KernelMethods() {}

  /** The methods of {@code type}, also inherited ones, that make one call each. */
  public static List<Method> of(Class<? extends ChildKernel> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !NO_CALLS.contains(method.getName()))
        .sorted(Comparator.comparing(Method::toGenericString))
        .toList();
  }

  /** The calls that {@code method} makes, for all kinds of arguments. */
  public static Arbitrary<Call> calls(Method method) {
    List<Arbitrary<Object>> arguments = new ArrayList<>();
    for (AnnotatedType parameter : method.getAnnotatedParameterTypes()) {
      Arbitrary<Object> values = values(parameter.getType());
      arguments.add(
          parameter.isAnnotationPresent(Nullable.class) ? values.injectNull(0.2) : values);
    }
    return Combinators.combine(arguments).as(values -> callOf(method, values)).withoutEdgeCases();
  }

  /** The calls of all methods of {@code type}. */
  public static Arbitrary<Call> calls(Class<? extends ChildKernel> type) {
    return Arbitraries.of(of(type)).flatMap(KernelMethods::calls);
  }

  private static Call callOf(Method method, List<Object> arguments) {
    Keeping kernel = new Keeping(method);
    try {
      method.invoke(kernel, arguments.toArray());
    } catch (InvocationTargetException e) {
      throw new AssertionError(method + " with " + arguments, e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    if (kernel.calls.size() != 1) {
      throw new AssertionError(method + " makes " + kernel.calls);
    }
    return kernel.calls.get(0);
  }

  @SuppressWarnings("unchecked")
  private static Arbitrary<Object> values(Type type) {
    Arbitrary<?> values = someOf(type);
    return (Arbitrary<Object>) values;
  }

  private static Arbitrary<?> someOf(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return someOf(list.getActualTypeArguments()[0]).list().ofMaxSize(4);
    }
    Class<?> simple = (Class<?>) type;
    if (Flags.class.isAssignableFrom(simple)) {
      return numbers().map(bits -> make(simple, bits));
    }
    if (simple == byte[].class) {
      return bytes(80);
    }
    if (simple == String.class) {
      return texts();
    }
    if (simple == int.class) {
      return Arbitraries.integers();
    }
    if (simple == long.class) {
      return numbers();
    }
    if (simple == boolean.class) {
      return Arbitraries.of(true, false);
    }
    if (simple.isEnum()) {
      return Arbitraries.of(simple.getEnumConstants());
    }
    if (simple == Uid.class || simple == Gid.class) {
      return Arbitraries.longs().between(-1, 0xFFFFFFFFL).map(id -> make(simple, id));
    }
    if (simple == Fd.class) {
      return Arbitraries.integers().between(-101, 300).map(Fd::new);
    }
    if (simple == Termios.class) {
      return Arbitraries.bytes().array(byte[].class).ofSize(Termios.SIZE).map(Termios::new);
    }
    if (simple == WindowSize.class) {
      Arbitrary<Integer> sizes = Arbitraries.integers().between(0, 0xFFFF);
      return Combinators.combine(sizes, sizes).as(WindowSize::new);
    }
    if (simple == SocketAddress.class) {
      return socketAddresses();
    }
    return someRecords(simple);
  }

  private static Arbitrary<SocketAddress> socketAddresses() {
    Arbitrary<Integer> ports = Arbitraries.integers().between(0, 0xFFFF);
    Arbitrary<Integer> numbers = Arbitraries.integers();
    Arbitrary<byte[]> addresses =
        Arbitraries.bytes().array(byte[].class).ofSize(SocketAddress.Inet6.SIZE);
    return Arbitraries.oneOf(
        List.of(
            texts().map(SocketAddress.UnixPath::new),
            texts().map(SocketAddress.UnixAbstract::new),
            Combinators.combine(numbers, ports).as(SocketAddress.Inet::new),
            Combinators.combine(addresses, ports, numbers).as(SocketAddress.Inet6::new),
            Combinators.combine(numbers, Arbitraries.longs()).as(SocketAddress.Netlink::new)));
  }

  private static Arbitrary<?> someRecords(Class<?> type) {
    List<Arbitrary<Object>> parts =
        Arrays.stream(type.getRecordComponents())
            .map(part -> values(part.getGenericType()))
            .toList();
    return Combinators.combine(parts).as(values -> make(type, values.toArray()));
  }

  private static Arbitrary<Long> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs(), Arbitraries.integers().between(0, 63).map(bit -> 1L << bit));
  }

  /** Names as a kernel may meet them: any bytes but NUL. */
  public static Arbitrary<String> texts() {
    return Arbitraries.bytes()
        .filter(each -> each != 0)
        .array(byte[].class)
        .ofMaxSize(20)
        .map(OsStrings::decode);
  }

  private static Arbitrary<byte[]> bytes(int most) {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(most);
  }

  private static Object make(Class<?> type, Object... parts) {
    try {
      return type.getDeclaredConstructors()[0].newInstance(parts);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type + " of " + Arrays.toString(parts), e);
    }
  }

  /** Keeps the calls, and answers each with something of the method's type. */
  private static final class Keeping extends KernelCalls {
    private final List<Call> calls = new ArrayList<>();
    private final Method method;

    Keeping(Method method) {
      this.method = method;
    }

    @Override
    public @Nullable Object perform(Call call) {
      calls.add(call);
      return answer(method.getReturnType());
    }

    private static @Nullable Object answer(Class<?> type) {
      if (type == void.class) {
        return null;
      }
      if (type == boolean.class) {
        return true;
      }
      if (type == int.class) {
        return 1;
      }
      if (type == long.class) {
        return 1L;
      }
      if (type == byte[].class) {
        return new byte[0];
      }
      if (type == String.class) {
        return "";
      }
      if (type == List.class) {
        return List.of();
      }
      if (type == Termios.class) {
        return new Termios(new byte[Termios.SIZE]);
      }
      if (type == ReceivedMessage.class) {
        return new ReceivedMessage(new byte[0], 0, null, List.of(), MessageFlags.NONE);
      }
      if (type.isEnum()) {
        return type.getEnumConstants()[0];
      }
      Object[] parts =
          Arrays.stream(type.getRecordComponents()).map(part -> answer(part.getType())).toArray();
      return make(type, parts);
    }

    @Override
    public Pid clone(CloneRequest request, java.util.function.Consumer<ChildKernel> child) {
      throw new AssertionError("no call");
    }

    @Override
    public void become(Ending ending, java.util.function.Consumer<ChildKernel> last) {
      throw new AssertionError("no call");
    }

    @Override
    public Fd openIn(NamespaceEntry where, java.util.function.Function<ChildKernel, Fd> open) {
      throw new AssertionError("no call");
    }
  }
}
