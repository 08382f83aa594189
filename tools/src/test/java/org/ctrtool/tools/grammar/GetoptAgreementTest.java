package org.ctrtool.tools.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.tools.grammar.Option.Argument;
import org.ctrtool.tools.grammar.Table.Entry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our parser reads what the C library's getopt_long(3) reads. */
class GetoptAgreementTest {
  private static final List<Entry> FIXED =
      List.of(
          new Entry('f', "fds", null, Argument.REQUIRED),
          new Entry('e', "fds-env", null, Argument.REQUIRED),
          new Entry('n', "net", "network", Argument.NONE),
          new Entry('x', "exchange", null, Argument.NONE),
          new Entry('o', "optional", null, Argument.OPTIONAL),
          new Entry('0', "zero", null, Argument.NONE),
          new Entry(Option.NO_LETTER, "clear", null, Argument.OPTIONAL),
          new Entry(Option.NO_LETTER, "clear-caps", null, Argument.NONE));

  private static final List<List<String>> FIXED_WORDS =
      List.of(
          List.of(),
          List.of("-nx", "a", "-x", "b"),
          List.of("-nf5", "-f", "5", "--fds=5", "--fds", "5", "-f", "--", "-f", "-x"),
          List.of("-xf"),
          List.of("--fd", "5"),
          List.of("--fds-", "5"),
          List.of("--net", "--netw", "--network", "--ne"),
          List.of("--n"),
          List.of("-oa", "-o", "a", "--optional", "a", "--optional=a", "--optional="),
          List.of("--clear", "--clear=1", "--clear-", "--clea"),
          List.of("--exchange=1"),
          List.of("-", "--", "-", "--", "-x"),
          List.of("--=x"),
          List.of("-x-"),
          List.of("-x:"),
          List.of("-0", "-x0n"),
          List.of("-x", "-h", "-n"),
          List.of("--vers"),
          List.of("", "-x", ""),
          List.of("-f", ""),
          List.of("-f"),
          List.of("---x"),
          List.of("--fds=--", "-e-x"),
          List.of("-xé"));

  @ParameterizedTest
  @EnumSource
  void onFixedOptions(Operands.Place place) {
    assumeTrue(GlibcGetopt.isThere(), "needs glibc");
    Table table = new Table(FIXED, place);

    for (List<String> words : FIXED_WORDS) {
      assertThat(table.read(words)).as("%s", words).isEqualTo(new GlibcGetopt().read(table, words));
    }
  }

  @Property(tries = 5000)
  void onRandomOptions(@ForAll("cases") Case example) {
    assumeTrue(GlibcGetopt.isThere(), "needs glibc");

    assertThat(example.table.read(example.words))
        .isEqualTo(new GlibcGetopt().read(example.table, example.words));
  }

  @Property(tries = 5000)
  void anyWordsGiveARequestOrAUsageError(
      @ForAll("tables") Table table, @ForAll List<String> words, @ForAll boolean posix) {
    ParseResult<List<String>> result = table.grammar(new ArrayList<>()).parse(words, posix);

    assertThat(result).isNotNull();
  }

  record Case(Table table, List<String> words) {}

  @Provide
  Arbitrary<Case> cases() {
    return tables().flatMap(table -> words(table).list().ofMaxSize(7).map(w -> new Case(table, w)));
  }

  @Provide
  Arbitrary<Table> tables() {
    Arbitrary<Character> letters =
        Arbitraries.oneOf(
            Arbitraries.of('a', 'b', 'c', 'f', 'h', 's', '1', '/'),
            Arbitraries.just(Option.NO_LETTER));
    Arbitrary<String> names =
        Arbitraries.of("f", "fi", "file", "files", "flag", "help-me", "ver", "all", "al", "x-y");
    Arbitrary<Argument> arguments = Arbitraries.of(Argument.class);
    Arbitrary<Entry> entries =
        Combinators.combine(letters, names, names.injectNull(0.7), arguments).as(Entry::new);
    return Combinators.combine(entries.list().ofMaxSize(6), Arbitraries.of(Operands.Place.class))
        .as((list, place) -> new Table(withoutDoubles(list), place));
  }

  private static List<Entry> withoutDoubles(List<Entry> entries) {
    Set<Object> seen = new LinkedHashSet<>(List.of("help", "version"));
    List<Entry> kept = new ArrayList<>();
    for (Entry entry : entries) {
      boolean isNew =
          (entry.letter() == Option.NO_LETTER || !seen.contains(entry.letter()))
              && !seen.contains(entry.name())
              && !entry.name().equals(entry.alias())
              && (entry.alias() == null || !seen.contains(entry.alias()));
      if (isNew) {
        kept.add(entry);
        seen.add(entry.letter());
        seen.add(entry.name());
        if (entry.alias() != null) {
          seen.add(entry.alias());
        }
      }
    }
    return kept;
  }

  private static Arbitrary<String> words(Table table) {
    List<String> starts =
        new ArrayList<>(List.of("-", "--", "x", "", "-a", "-ab", "--=", "-z", "--no"));
    for (Entry entry : table.all()) {
      for (int end = 1; end <= entry.name().length(); end++) {
        starts.add("--" + entry.name().substring(0, end));
      }
      if (entry.letter() != Option.NO_LETTER) {
        starts.add("-" + entry.letter());
        starts.add("-" + entry.letter() + "a");
        starts.add("-b" + entry.letter());
        starts.add("-b" + entry.letter() + "=1");
      }
    }
    Arbitrary<String> ends =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, Arbitraries.just("")),
            net.jqwik.api.Tuple.of(1, Arbitraries.of("=", "=v", "=a=b", "-")));
    return Combinators.combine(Arbitraries.of(starts), ends).as((start, end) -> start + end);
  }
}
