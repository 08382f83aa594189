package org.ctrtool.tools.mountseq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Option;
import org.ctrtool.tools.grammar.ParseResult;
import org.ctrtool.tools.mountseq.Operation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountSeqGrammarTest {
  private static final Grammar<MountSeq.Request> GRAMMAR = new MountSeq().grammar();

  static MountSeq.Request request(String line) {
    ParseResult<MountSeq.Request> result = GRAMMAR.parse(words(line), false);
    assertThat(result).as("%s", result).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed<MountSeq.Request>) result).request();
  }

  private static String mistake(String line) {
    ParseResult<MountSeq.Request> result = GRAMMAR.parse(words(line), false);
    assertThat(result).as(line).isInstanceOf(ParseResult.Mistake.class);
    return ((ParseResult.Mistake<MountSeq.Request>) result).what();
  }

  private static List<String> words(String line) {
    return line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
  }

  private static Operation last(String line) {
    List<Operation> operations = request(line).operations;
    return operations.get(operations.size() - 1);
  }

  @Test
  void eachOperationLetterStartsAnOperation() {
    assertThat(request("-m a -D b -u c -l d -s x -c e -S f -w g -s y").operations)
        .extracting(Operation::toString)
        .containsExactly(
            "-m \"a\"", "-D \"b\"", "-u \"c\"", "-l \"d\"", "-c \"e\"", "-S \"f\"", "-w \"g\"");
    assertThat(
            request(
                    "--mount=a --mkdir=b --umount=c --symlink=d -sx --chdir=e --shell=f --write=g"
                        + " --source=y")
                .operations)
        .extracting(operation -> operation.kind)
        .containsExactly(Kind.values());
  }

  @Test
  void theOthersApplyToTheLatestOne() {
    List<Operation> operations = request("-m a -s x -s y -m b -s z").operations;

    assertThat(operations).extracting(operation -> operation.source).containsExactly("y", "z");
  }

  @Test
  void everyOptionOfAMount() {
    Operation mount =
        last(
            "-m a -s S -t T -o D,E -Obv -F8 -E -f -x -r -k -K -e -y --magic-links --file-type=regular");

    assertThat(mount.source).isEqualTo("S");
    assertThat(mount.type).isEqualTo("T");
    assertThat(mount.data).isEqualTo("D,E");
    assertThat(mount.mountFlags())
        .isEqualTo(MountFlags.MS_BIND.or(MountFlags.MS_REC).or(MountFlags.MS_NOSYMFOLLOW));
    assertThat(mount.makeDirectory && mount.makeFile && mount.exclusive && mount.remount).isTrue();
    assertThat(mount.followTarget && mount.followSource && mount.keepGoing && mount.sync).isTrue();
    assertThat(mount.magicLinks).isTrue();
    assertThat(mount.fileType).isEqualTo(Mode.S_IFREG);
    Operation same =
        last(
            "--mount a --source S --type T --data D,E --flags b --flags v --flag-bit 8 --make-dir"
                + " --make-file --exclusive --remount --follow-target --follow-source --keep-going"
                + " --sync --magic-links --file-type regular");
    assertThat(same).usingRecursiveComparison().isEqualTo(mount);
  }

  @Test
  void everyOptionOfOtherOperations() {
    assertThat(last("-D a -Oe -M 1777 -k -e -y").mode).isEqualTo(new Mode(01777));
    assertThat(last("-D a --mode 7").mode).isEqualTo(new Mode(7));
    assertThat(last("-D a -Oe").existingIsFine()).isTrue();
    assertThat(last("-u a -Ofl -F 2").umountFlags())
        .isEqualTo(UmountFlags.MNT_FORCE.or(UmountFlags.MNT_DETACH).or(UmountFlags.MNT_EXPIRE));
    assertThat(last("-u a -Onx").umountFlags())
        .isEqualTo(UmountFlags.UMOUNT_NOFOLLOW.or(UmountFlags.MNT_EXPIRE));
    Operation write = last("-w f -i a\\n -A -x -M 600");
    assertThat(write.escapedContent).isEqualTo("a\\n");
    assertThat(write.append && write.exclusive).isTrue();
    assertThat(last("-w f --escaped x --append").append).isTrue();
    assertThat(request("-D a -X ls -l").command).containsExactly("ls", "-l");
    assertThat(request("--exec ls -l").command).containsExactly("ls", "-l");
  }

  @ParameterizedTest
  @CsvSource({
    "a,MS_NOATIME",
    "b,MS_BIND",
    "c,MS_RELATIME",
    "d,MS_NODEV",
    "D,MS_NODIRATIME",
    "e,MS_DIRSYNC",
    "h,MS_SHARED",
    "l,MS_SLAVE",
    "m,MS_MOVE",
    "o,MS_RDONLY",
    "p,MS_PRIVATE",
    "q,MS_SILENT",
    "r,MS_REMOUNT",
    "s,MS_NOSUID",
    "t,MS_STRICTATIME",
    "u,MS_UNBINDABLE",
    "v,MS_REC",
    "w,MS_SYNCHRONOUS",
    "x,MS_NOEXEC",
    "y,MS_NOSYMFOLLOW",
    "z,MS_LAZYTIME"
  })
  void flagLetters(String letter, String flag) {
    assertThat(last("-m a -O" + letter).mountFlags().toString()).isEqualTo(flag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-F31", "-F 0x1f", "-F 037"})
  void flagBits(String option) {
    assertThat(last("-m a " + option).mountFlags()).isEqualTo(new MountFlags(1L << 31));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-k",
        "-K",
        "-e",
        "-y",
        "-E",
        "-f",
        "-x",
        "-r",
        "-M 1",
        "-s x",
        "-t x",
        "-O b",
        "-F 1",
        "-o x",
        "-i x",
        "-A",
        "--magic-links",
        "--file-type socket"
      })
  void anOptionBeforeAnyOperationIsAnError(String option) {
    assertThat(mistake(option)).contains(": it stands before any operation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-D a -s x",
        "-D a -t x",
        "-D a -K",
        "-D a -E",
        "-D a -f",
        "-D a -o x",
        "-D a -x",
        "-D a -r",
        "-u a -M 1",
        "-c a -O b",
        "-l a -F 1",
        "-S a -s x",
        "-m a -M 1",
        "-m a -A",
        "-l a -i x",
        "-D a -F 1"
      })
  void anOptionForAnotherOperationIsAnError(String line) {
    assertThat(mistake("-D first " + line))
        .contains(": it does not apply to " + line.substring(0, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "-D a b",
        "-D a -- b",
        "-Z",
        "-m a -F 32",
        "-m a -F 64",
        "-m a -F text",
        "-m a -O f",
        "-m a -O A",
        "-m a -O 1",
        "-u a -Ob",
        "-D a -Ox",
        "-D a -M 9",
        "-D a -M abc",
        "-l a",
        "-m a -t tmpfs -r",
        "-w f",
        "-w f -s a -i b",
        "-w f -i \\q",
        "-w f -i \\x1",
        "-w f -i \\400",
        "-w f -i \\",
        "-X",
        "a -X b",
        "-m",
        "-D a -X",
        "-m a --file-type=fifo"
      })
  void mistakes(String line) {
    assertThat(mistake(line)).doesNotContain("\n");
  }

  @Test
  void nothingIsARequestToo() {
    assertThat(request("").operations).isEmpty();
  }

  @Test
  void escapes() {
    assertThat(Escapes.bytes("127.0.0.1\\tlocal\\n"))
        .isEqualTo("127.0.0.1\tlocal\n".getBytes(StandardCharsets.UTF_8));
    assertThat(Escapes.bytes("\\\\\\r\\a\\b\\f\\v\\e\\0\\x4aZ\\1018\\7"))
        .containsExactly('\\', 13, 7, 8, 12, 11, 27, 0, 'J', 'Z', 'A', '8', 7);
    assertThat(Escapes.bytes("\\377é")).containsExactly(0xFF, 0xC3, 0xA9);
  }

  @Property
  void anyWordsGiveARequestOrAUsageError(@ForAll("vectors") List<String> words) {
    assertThat(GRAMMAR.parse(words, false)).isNotNull();
  }

  @Provide
  Arbitrary<List<String>> vectors() {
    List<String> starts =
        GRAMMAR.options().stream()
            .flatMap(
                (Option<MountSeq.Request> option) ->
                    option.hasLetter()
                        ? List.of("-" + option.letter(), "--" + option.longName()).stream()
                        : List.of("--" + option.longName()).stream())
            .toList();
    return Arbitraries.oneOf(
            Arbitraries.of(starts),
            Arbitraries.of("a", "/x/y", "bosd", "8", "0755", "--", "-Obv", "", "\\n"))
        .list()
        .ofMaxSize(8);
  }

  @Test
  void helpIsAsWritten() throws IOException {
    try (InputStream golden = getClass().getResourceAsStream("mount_seq-help.txt")) {
      String expected =
          new String(Objects.requireNonNull(golden).readAllBytes(), StandardCharsets.UTF_8);

      assertThat(GRAMMAR.help()).isEqualTo(expected);
    }
  }

  @Test
  void helpFitsEightyColumns() {
    assertThat(GRAMMAR.help().lines()).allMatch(line -> line.length() <= 80);
  }
}
