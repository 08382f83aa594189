package org.ctrtool.nativebackend;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Says what the parts of Java that the tools use come to. The same class runs on a JVM and in a
 * static binary; both must print the same bytes.
 */
public final class SelfTest {
  private static final StringBuilder OUT = new StringBuilder();

  private SelfTest() {}

  /** Everything this program has to say. */
  public static String run() {
    section("arithmetic", SelfTest::arithmetic);
    section("guarded", SelfTest::guarded);
    section("exceptions", SelfTest::exceptions);
    section("strings", SelfTest::strings);
    section("bytes", SelfTest::bytes);
    section("collections", SelfTest::collections);
    section("initialisation", SelfTest::initialisation);
    section("records", SelfTest::records);
    section("sealed", SelfTest::sealedTypes);
    section("enums", SelfTest::enums);
    section("lambdas", SelfTest::lambdas);
    section("streams", SelfTest::streams);
    section("generics", SelfTest::generics);
    section("memory", SelfTest::memory);
    section("clones", SelfTest::clones);
    section("thrown by the runtime", SelfTest::thrownByTheRuntime);
    return OUT.toString();
  }

  private static void section(String name, Runnable body) {
    say("== " + name);
    say(ended(body));
  }

  private static String ended(Runnable body) {
    try {
      body.run();
      return "ok";
    } catch (RuntimeException failure) {
      return failure.getClass().getName();
    }
  }

  private static void say(Object what) {
    OUT.append(what).append('\n');
  }

  // --- arithmetic

  private static int opaque(int value) {
    return OUT.length() < 0 ? 1 : value;
  }

  private static long opaque(long value) {
    return OUT.length() < 0 ? 1 : value;
  }

  private static void arithmetic() {
    int[] ints = {
      0, 1, -1, 7, -7, 31, 32, 33, 255, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x5555aaaa
    };
    long sum = 0;
    for (int a : ints) {
      for (int b : ints) {
        sum = sum * 31 + (a + b);
        sum = sum * 31 + a * b;
        sum = sum * 31 + (a - b);
        sum = sum * 31 + (a << b);
        sum = sum * 31 + (a >> b);
        sum = sum * 31 + (a >>> b);
        sum = sum * 31 + (a & b | a ^ ~b);
        sum = sum * 31 + Integer.compareUnsigned(a, b);
        sum = sum * 31 + Integer.rotateLeft(a, b);
        if (b != 0) {
          sum = sum * 31 + a / b;
          sum = sum * 31 + a % b;
          sum = sum * 31 + Integer.divideUnsigned(a, b);
          sum = sum * 31 + Math.floorMod(a, b);
        }
      }
      say(
          sum
              + " "
              + (byte) a
              + " "
              + (short) a
              + " "
              + (int) (char) a
              + " "
              + Integer.toHexString(a));
      say(
          Integer.bitCount(a)
              + " "
              + Integer.numberOfTrailingZeros(a)
              + " "
              + Integer.highestOneBit(a));
      say(
          Integer.toString(a, 8)
              + " "
              + Integer.toOctalString(a)
              + " "
              + Integer.toUnsignedString(a));
    }
    long[] longs = {
      0, 1, -1, 63, 64, 65, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 0x5555aaaa5555aaaaL
    };
    for (long a : longs) {
      for (long b : longs) {
        sum = sum * 31 + (a + b);
        sum = sum * 31 + a * b;
        sum = sum * 31 + (a << b) + (a >> b) + (a >>> b);
        sum = sum * 31 + Long.compare(a, b) + Long.compareUnsigned(a, b);
        if (b != 0) {
          sum = sum * 31 + a / b + a % b;
          sum = sum * 31 + Long.divideUnsigned(a, b);
          sum = sum * 31 + Long.remainderUnsigned(a, b);
        }
      }
      say(
          sum
              + " "
              + (int) a
              + " "
              + Long.toHexString(a)
              + " "
              + Long.toUnsignedString(a)
              + " "
              + Long.toOctalString(a));
    }
    say(Long.parseLong("-9223372036854775808") + " " + Integer.parseInt("-80000000", 16));
    say((1 << opaque(33)) + " " + (1 << 33) + " " + (1L << 65) + " " + (-1 >>> 36));
  }

  private static int divided(int a, int b) {
    return a / b;
  }

  private static long remaining(long a, long b) {
    return a % b;
  }

  private static void guarded() {
    say(outcome(() -> divided(opaque(1), opaque(0))));
    say(outcome(() -> (int) remaining(opaque(1L), opaque(0L))));
    say(
        divided(opaque(Integer.MIN_VALUE), opaque(-1))
            + " "
            + remaining(opaque(Long.MIN_VALUE), opaque(-1L)));
    say(outcome(() -> new byte[opaque(-1)].length));
    say(outcome(() -> new int[opaque(-100)].length));
    say(outcome(() -> new byte[3][opaque(3)]));
    say(outcome(() -> Math.addExact(opaque(Integer.MAX_VALUE), 1)));
    say(outcome(() -> Math.toIntExact(opaque(1L << 40))));
    double[] values = {0.5, -0.5, 1e10, -1e10, 1e20, -1e20, Double.NaN, Double.POSITIVE_INFINITY};
    for (double value : values) {
      say((int) value + " " + (long) value + " " + (int) (float) value + " " + (byte) value);
    }
  }

  private static String outcome(Supplier<?> supplier) {
    try {
      return String.valueOf(supplier.get() instanceof byte[] ? "bytes" : "value");
    } catch (RuntimeException failure) {
      return failure.getClass().getSimpleName();
    }
  }

  // --- exceptions, each in a method of its own, as the rules of the natively compiled modules ask

  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient int number;

    Refused(int number, String message) {
      super(message);
      this.number = number;
    }
  }

  static final class Other extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static int refusal(Runnable call) {
    try {
      call.run();
      return 0;
    } catch (Refused refused) {
      return refused.number;
    }
  }

  private static void exceptions() {
    int[] count = new int[1];
    say(refusal(() -> count[0]++) + " " + count[0]);
    say(
        refusal(
            () -> {
              count[0] += 10;
              throw new Refused(17, "exists");
            }));
    say(count[0]);
    say(
        outcome(
            () ->
                refusal(
                    () -> {
                      throw new Other();
                    })));
    for (int depth = 0; depth < 6; depth++) {
      int down = depth;
      say(refusal(() -> thrower(down)));
    }
    int kept = opaque(3);
    String text = "before" + kept;
    List<String> list = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int step = i;
      kept =
          kept * 3
              + refusal(
                  () -> {
                    if (step % 2 == 1) throw new Refused(step, "odd");
                  });
      text = text + kept;
      list.add(text);
    }
    say(kept + " " + text + " " + list);
    say(outcome(() -> (Integer) nothing("text")));
    say(outcome(() -> nothing(null).toString()));
    say(outcome(() -> new int[2][opaque(2)]));
    say(outcome(() -> new int[opaque(2)][0].length + new int[2][1][opaque(5)].length));
    say(outcome(() -> "abc".charAt(opaque(3))));
    say(outcome(() -> Integer.parseInt("12x")));
    say(outcome(() -> List.of(1, 2).get(opaque(2))));
    say(outcome(() -> List.of(1).iterator().next()));
    say(outcome(() -> new ArrayDeque<>().removeFirst()));
    say(outcome(() -> Objects.requireNonNull(nothing(null))));
    say(outcome(() -> List.of(1).add(2)));
    say(
        outcome(
            () -> {
              throw new Refused(1, "m");
            }));
    say(
        messages(
            () -> {
              throw new IllegalStateException("outer", new Refused(2, "inner"));
            }));
  }

  private static String messages(Runnable body) {
    try {
      body.run();
      return "";
    } catch (IllegalStateException failure) {
      return failure.getMessage()
          + " caused by "
          + Objects.requireNonNull(failure.getCause()).getMessage();
    }
  }

  private static Object nothing(Object value) {
    return value;
  }

  private static int thrower(int depth) {
    if (depth == 0) {
      throw new Refused(opaque(5), "bottom");
    }
    if (depth == 5) {
      return 0;
    }
    return thrower(depth - 1) + 1;
  }

  // --- strings and bytes

  private static void strings() {
    String text = "a/b//c=d,e:ü€\uD83D\uDE00\uDC80";
    say(
        text.length()
            + " "
            + text.indexOf('/')
            + " "
            + text.lastIndexOf("/")
            + " "
            + text.indexOf("//", 2));
    for (int i = 0; i < text.length(); i++) {
      OUT.append((int) text.charAt(i)).append(' ');
    }
    say(text.substring(2, 5) + text.startsWith("a/") + text.endsWith("x") + text.contains("=d"));
    say(
        String.join("|", List.of("x", "", "y"))
            + "ab".repeat(3)
            + " trimmed ".strip()
            + "."
            + "".isEmpty());
    say(
        "MixedCase".toLowerCase()
            + "x".compareTo("y")
            + "b".compareTo("abc")
            + "abc".equals("ab" + (char) opaque('c')));
    say("a.b.c".replace('.', '/') + "aXbXc".replace("X", "--") + " ".isBlank());
    say("hash " + "hello world".hashCode() + " " + text.hashCode());
    StringBuilder builder = new StringBuilder();
    builder
        .append(1)
        .append('c')
        .append(2L)
        .append(true)
        .append((Object) null)
        .append("end")
        .insert(0, "start ");
    builder.setLength(builder.length() - 1);
    builder.setCharAt(0, 'S');
    builder.deleteCharAt(1);
    say(builder.reverse().toString() + builder.indexOf("e"));
    say(
        switchOn("mount")
            + switchOn("umount")
            + switchOn("other")
            + switchOn("FB")
            + switchOn("Ea"));
    say(
        text.codePointAt(16)
            + " "
            + text.codePoints().sum()
            + " "
            + text.chars().filter(c -> c == '/').count());
    say(
        String.valueOf(new char[] {'x', 'y'})
            + Character.isDigit('7')
            + Character.toUpperCase('q')
            + (char) ('a' + 1));
    String block =
        """
        text block
          indented "quoted" \
        joined
        """;
    say(block);
    char[] chars = "sorted".toCharArray();
    Arrays.sort(chars);
    say(new String(chars) + "a-b-c".split("-").length);
  }

  private static int switchOn(String word) {
    return switch (word) {
      case "mount" -> 1;
      case "umount" -> 20;
      case "FB" -> 300;
      case "Ea" -> 4000;
      default -> 50000;
    };
  }

  @SuppressWarnings("lossy-conversions") // how they are lost is the question
  private static void bytes() {
    byte[] utf8 = "a\u00fc\u20ac\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
    say(Arrays.toString(utf8) + new String(utf8, StandardCharsets.UTF_8).length());
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    String latin = new String(all, StandardCharsets.ISO_8859_1);
    say(
        latin.length()
            + " "
            + (int) latin.charAt(255)
            + Arrays.equals(all, latin.getBytes(StandardCharsets.ISO_8859_1)));
    byte[] copy = Arrays.copyOf(all, 300);
    System.arraycopy(copy, 10, copy, 12, 100);
    say(Arrays.hashCode(copy) + " " + copy[111] + " " + Arrays.copyOfRange(all, 250, 256).length);
    Arrays.fill(copy, 0, 5, (byte) 0x80);
    int word =
        (copy[0] & 0xff) | (copy[1] & 0xff) << 8 | (copy[2] & 0xff) << 16 | (copy[3] & 0xff) << 24;
    say(word + " " + (word >>> 24) + " " + (byte) (word >> 4));
    long big = 0;
    for (int i = 0; i < 8; i++) {
      big |= (all[0xf8 + i] & 0xffL) << (8 * i);
    }
    say(Long.toHexString(big));
    copy[0] += 200;
    copy[1]++;
    copy[2] >>>= 1;
    copy[3] ^= (byte) 0xff;
    say(copy[0] + " " + copy[1] + " " + copy[2] + " " + copy[3]);
  }

  // --- collections

  private static void collections() {
    List<Integer> list = new ArrayList<>(List.of(5, 3, 9, 1));
    list.add(1, 7);
    list.remove(Integer.valueOf(9));
    list.remove(0);
    say(list + " " + list.indexOf(1) + list.contains(3) + list.subList(1, 3));
    Collections.sort(list);
    say(list + " " + Collections.max(list) + list.reversed() + list.equals(List.of(1, 3, 7)));
    list.sort(Comparator.comparing((Integer i) -> i % 3).thenComparing(Comparator.reverseOrder()));
    say(list + " " + list.hashCode());
    list.removeIf(i -> i == 3);
    say(list.toString());
    Map<String, Integer> linked = new LinkedHashMap<>();
    for (String key : "zeta alpha mu alpha beta zeta".split(" ")) {
      linked.merge(key, 1, Integer::sum);
    }
    linked.putIfAbsent("nu", 9);
    linked.computeIfAbsent("xi", String::length);
    linked.computeIfPresent("mu", (key, value) -> null);
    say(linked + " " + linked.getOrDefault("none", -1) + linked.keySet() + linked.values());
    for (Map.Entry<String, Integer> entry : linked.entrySet()) {
      entry.setValue(entry.getValue() * 2);
    }
    linked.remove("alpha");
    linked.put("alpha", 0);
    say(linked.toString());
    TreeMap<String, Integer> tree = new TreeMap<>(linked);
    say(
        tree
            + " "
            + tree.firstKey()
            + tree.floorKey("m")
            + tree.headMap("nu")
            + tree.tailMap("nu", false)
            + tree.descendingMap());
    say(tree.pollFirstEntry() + " " + tree.ceilingEntry("c"));
    ArrayDeque<String> deque = new ArrayDeque<>();
    for (int i = 0; i < 40; i++) {
      deque.addLast("d" + i);
      if (i % 3 == 0) {
        deque.addFirst("f" + i);
      }
      if (i % 4 == 0) {
        deque.pollFirst();
      }
    }
    say(deque.size() + deque.peekFirst() + deque.peekLast() + deque);
    Iterator<String> iterator = deque.iterator();
    while (iterator.hasNext()) {
      if (iterator.next().startsWith("f")) {
        iterator.remove();
      }
    }
    say(deque.toString());
    say(
        new LinkedHashSet<>(List.of(3, 1, 2))
            + " "
            + new TreeSet<>(List.of("b", "a")).descendingSet());
    say(
        List.copyOf(list)
            + " "
            + Map.of("one", 1)
            + Optional.of(1).map(i -> i + 1).orElse(0)
            + Optional.empty().isPresent());
    int[] numbers = {5, -1, 3};
    Arrays.sort(numbers);
    say(Arrays.toString(numbers) + Arrays.binarySearch(numbers, 3) + Arrays.asList(1, 2));
  }

  // --- initialisation order

  static class Base {
    static final int FIRST = note("Base.FIRST");

    Base() {
      note("Base()");
      hook();
    }

    void hook() {
      note("Base.hook");
    }
  }

  static class Derived extends Base {
    static final int SECOND = note("Derived.SECOND");
    int field = note("Derived.field");

    @Override
    void hook() {
      note("Derived.hook sees " + field);
    }
  }

  static class Unused {
    static final int NEVER = note("never printed");
  }

  static class Constants {
    static final int LITERAL = 5;
    static final int COMPUTED = note("Constants.COMPUTED");
  }

  private static int note(String text) {
    OUT.append('[').append(text).append(']');
    return 42;
  }

  private static void initialisation() {
    say("literal " + Constants.LITERAL);
    say("computed " + Constants.COMPUTED);
    Base made = new Derived();
    say(((Derived) made).field + Derived.SECOND);
    note("a" + note("b") + note("c"));
    int i = 1;
    i = i++ + ++i * (i = 5) + i;
    say("order " + i);
    int[] cells = {0, 0, 0};
    int at = 0;
    cells[at++] = at++ + cells[at];
    say(Arrays.toString(cells) + at);
  }

  // --- records, sealed types, enums

  record Point(int x, int y) {
    Point {
      if (x < 0) {
        throw new IllegalArgumentException("x");
      }
    }

    Point moved(int dx) {
      return new Point(x + dx, y);
    }
  }

  record Pair<A, B>(A first, B second) {}

  record Bits(long bits) {
    static final Bits NONE = new Bits(0);

    Bits or(Bits more) {
      return new Bits(bits | more.bits);
    }
  }

  private static void records() {
    Point point = new Point(1, 2).moved(3);
    say(
        point
            + " "
            + point.equals(new Point(4, 2))
            + point.equals(null)
            + (point.hashCode() == new Point(4, 2).hashCode()));
    say(new Pair<>("a", List.of(1)) + " " + Bits.NONE.or(new Bits(6)).equals(new Bits(6)));
    say(outcome(() -> new Point(opaque(-1), 0)));
    Map<Point, String> map = new LinkedHashMap<>();
    map.put(new Point(1, 1), "one");
    map.put(new Point(1, 1), "two");
    say(map.toString());
  }

  sealed interface Step permits Mount, Unmount, Exec {}

  record Mount(String source, String target, int flags) implements Step {}

  record Unmount(String target) implements Step {}

  record Exec(List<String> arguments) implements Step {}

  private static String shown(Step step) {
    return switch (step) {
      case Mount(String source, String target, int flags) when flags == 0 ->
          "plain " + source + target;
      case Mount mount -> "mount " + mount.target() + mount.flags();
      case Unmount(var target) -> "umount " + target;
      case Exec exec when exec.arguments().isEmpty() -> "nothing";
      case Exec exec -> exec.arguments().getFirst();
    };
  }

  private static String classified(Object value) {
    return switch (value) {
      case null -> "null";
      case Integer number when number > 10 -> "big";
      case Integer number -> "small" + number;
      case String text -> text.isEmpty() ? "empty" : text;
      case int[] array -> "array" + array.length;
      case Pair(Point(int x, int y), String text) -> "pair" + x + y + text;
      default -> "other";
    };
  }

  private static void sealedTypes() {
    List<Step> steps =
        List.of(
            new Mount("s", "t", 0),
            new Mount("s", "t", 5),
            new Unmount("u"),
            new Exec(List.of()),
            new Exec(List.of("sh")));
    for (Step step : steps) {
      say(shown(step) + " " + step);
    }
    Object[] values = {null, 5, 50, "", "text", new int[3], new Pair<>(new Point(1, 2), "z"), 5L};
    for (Object value : values) {
      say(classified(value));
    }
    Object object = steps.get(1);
    if (object instanceof Mount(var source, var target, var flags) && flags > 2) {
      say(source + target + flags);
    }
  }

  enum Errno {
    EPERM(1, "not permitted"),
    ENOENT(2, "no such file") {
      @Override
      String hint() {
        return "look again";
      }
    },
    EEXIST(17, "exists");

    private static final Map<Integer, Errno> BY_NUMBER = new TreeMap<>();

    static {
      for (Errno errno : values()) {
        BY_NUMBER.put(errno.number, errno);
      }
    }

    private final int number;
    private final String text;

    Errno(int number, String text) {
      this.number = number;
      this.text = text;
    }

    String hint() {
      return text + number;
    }
  }

  private static void enums() {
    for (Errno errno : Errno.values()) {
      say(
          errno
              + errno.hint()
              + errno.ordinal()
              + errno.name()
              + Errno.BY_NUMBER.get(errno.number));
    }
    say(Errno.valueOf("EPERM") + outcome(() -> Errno.valueOf("ENONE")));
    EnumMap<Errno, String> map = new EnumMap<>(Errno.class);
    map.put(Errno.EEXIST, "b");
    map.put(Errno.EPERM, "a");
    say(map + " " + Integer.signum(Errno.EPERM.compareTo(Errno.EEXIST)));
    Errno errno = Errno.BY_NUMBER.get(opaque(2));
    say(
        switch (errno) {
          case EPERM -> 1;
          case ENOENT -> 2;
          case EEXIST -> 3;
        });
  }

  // --- lambdas, streams, generics

  interface Kernel {
    int call(int argument);

    default Kernel twice() {
      return argument -> call(call(argument));
    }
  }

  private static int counter;

  private static void lambdas() {
    int captured = opaque(7);
    long wide = opaque(1L << 40);
    Kernel kernel = argument -> argument * captured + (int) (wide >> 40);
    say(kernel.twice().call(3));
    Function<Integer, Function<Integer, Integer>> curried = a -> b -> a * 10 + b;
    say(curried.apply(4).apply(2));
    Supplier<List<String>> supplier = ArrayList::new;
    Consumer<String> sink = supplier.get()::add;
    sink.accept("x");
    IntSupplier next = () -> ++counter;
    say(next.getAsInt() + next.getAsInt() * 10);
    Runnable runnable =
        new Runnable() {
          private int runs;

          @Override
          public void run() {
            runs += captured;
            note("run " + runs);
          }
        };
    runnable.run();
    runnable.run();
    say(
        Function.<Integer>identity()
            .andThen(i -> i + 1)
            .compose((String s) -> s.length())
            .apply("four"));
  }

  private static void streams() {
    say(
        Stream.of("b", "a", "c")
            .sorted()
            .map(String::toUpperCase)
            .collect(Collectors.joining(",", "[", "]")));
    say(
        IntStream.range(0, 10)
            .filter(i -> i % 3 == 0)
            .mapToObj(Integer::toString)
            .toList()
            .toString());
    say(Stream.iterate(1, i -> i * 2).limit(10).reduce(0, Integer::sum));
    say(
        List.of(1, 2, 3, 4).stream().anyMatch(i -> i > 3)
            + " "
            + IntStream.of(3, 1).max().getAsInt());
    say(
        Stream.of("aa", "b", "cc")
            .collect(Collectors.toMap(s -> s, String::length, (a, b) -> a, LinkedHashMap::new))
            .toString());
    say(Stream.of(List.of(1), List.of(2, 3)).flatMap(List::stream).mapToInt(i -> i).sum());
  }

  private static <T extends Comparable<T>> T largest(List<? extends T> values) {
    T best = null;
    for (T value : values) {
      best = best == null || value.compareTo(best) > 0 ? value : best;
    }
    return best;
  }

  @SafeVarargs
  private static <T> int count(T... values) {
    return values.length;
  }

  private static void generics() {
    say(largest(List.of(3, 9, 2)) + largest(List.of("a", "c", "b")) + count() + count("x", "y"));
    Integer boxed = 127;
    Integer same = 127;
    Long large = 1L << 33;
    say(
        (boxed == same)
            + " "
            + large.equals(1L << 33)
            + " "
            + boxed.equals(same)
            + (char) (boxed - 1));
    Object[] objects = new String[] {"s"};
    say(
        objects.length
            + " "
            + (objects instanceof String[])
            + (objects.getClass() == String[].class));
    label:
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        if (j == 3) {
          continue label;
        }
        if (i == 3) {
          break label;
        }
        OUT.append(i * j);
      }
    }
    say("");
  }

  /** Enough garbage for several collections, with live data between. */
  private static void memory() {
    Map<String, byte[]> live = new LinkedHashMap<>();
    long sum = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] block = new byte[i % 700];
      Arrays.fill(block, (byte) i);
      live.put("k" + i % 100, block);
      if (i % 1000 == 0) {
        for (Map.Entry<String, byte[]> entry : live.entrySet()) {
          for (byte b : entry.getValue()) {
            sum = sum * 31 + b;
          }
        }
      }
    }
    say(sum + " " + live.size());
  }

  /** Copies in the gaps between arrays that stay: a copy that is too long shows in what follows. */
  private static void clones() {
    byte[][] kept = new byte[2000][];
    byte[] source = new byte[64];
    Arrays.fill(source, (byte) -1);
    long sum = 0;
    for (int i = 0; i < 120_000; i++) {
      byte[] neighbour = new byte[i % 90];
      Arrays.fill(neighbour, (byte) (i % 2000));
      kept[(int) (i * 7919L % 2000)] = neighbour;
      sum += source.clone()[63] + new int[] {i, 2, 3}.clone()[0] + new long[] {i}.clone()[0];
    }
    for (byte[] each : kept) {
      sum = sum * 31 + Arrays.hashCode(each);
    }
    say(sum);
  }

  /** Exceptions that the runtime itself makes, often enough to meet a collection at every step. */
  private static void thrownByTheRuntime() {
    int[] three = new int[3];
    int caught = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] garbage = new byte[i % 97];
      int step = i;
      String outcome =
          switch (i % 3) {
            case 0 -> outcome(() -> three[step % 7 + 3]);
            case 1 -> outcome(() -> nothing(null).hashCode());
            default -> outcome(() -> (Integer) nothing("text"));
          };
      caught += outcome.length() + garbage.length;
    }
    say(caught);
  }
}
