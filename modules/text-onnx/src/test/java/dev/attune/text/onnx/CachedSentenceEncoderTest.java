package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedSentenceEncoderTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final int HEAD = 12;
  private static final int RECORD = 32 + 2 * 4 + 4;

  @TempDir Path folder;
  private final List<String> computed = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger closings = new AtomicInteger();

  private CachedSentenceEncoder cache(String digest) {
    return new CachedSentenceEncoder(this::lengths, digest, 2, folder, closings::incrementAndGet);
  }

  private float[][] lengths(List<String> texts) {
    computed.addAll(texts);
    return vectors(texts);
  }

  private static float[][] vectors(List<String> texts) {
    return texts.stream()
        .map(text -> new float[] {text.length(), -text.length()})
        .toArray(float[][]::new);
  }

  private Path file() {
    return folder.resolve(DIGEST.substring(0, 32) + ".vectors");
  }

  @Test
  void whatIsKnownIsNotComputedAgain() {
    assertThat(cache(DIGEST).embed(List.of("a", "bb", "a"))[1]).containsExactly(2, -2);
    assertThat(computed).containsExactly("a", "bb");
    float[][] rows = cache(DIGEST).embed(List.of("bb", "ccc", "a"));
    assertThat(rows).isDeepEqualTo(new float[][] {{2, -2}, {3, -3}, {1, -1}});
    assertThat(computed).containsExactly("a", "bb", "ccc");
    cache("cd".repeat(32)).embed(List.of("a"));
    assertThat(computed).containsExactly("a", "bb", "ccc", "a");
    assertThat(cache(DIGEST).embed(List.of())).isEmpty();
  }

  @Test
  void modelsWhoseDigestsBeginAlikeShareNoVector() {
    cache(DIGEST).embed(List.of("a"));
    cache("ab".repeat(16) + "cd".repeat(16)).embed(List.of("a"));
    assertThat(computed).containsExactly("a", "a");
  }

  @Test
  void textsThatDifferInABrokenCharacterAreTwo() {
    cache(DIGEST).embed(List.of("a?", "a\ud800", "a\ufffd"));
    assertThat(computed).hasSize(3);
  }

  @Test
  void aCallerMayChangeWhatItGets() {
    CachedSentenceEncoder cache = cache(DIGEST);
    float[][] rows = cache.embed(List.of("a", "a"));
    rows[0][0] = 99;
    assertThat(rows[1]).containsExactly(1, -1);
    assertThat(cache.embed(List.of("a"))[0]).containsExactly(1, -1);
  }

  @Test
  void aTornOrDamagedEndIsComputedAgain() throws IOException {
    cache(DIGEST).embed(List.of("a", "bb", "ccc"));
    byte[] whole = Files.readAllBytes(file());
    assertThat(whole).hasSize(HEAD + 3 * RECORD);
    for (int length = 0; length < whole.length; length++) {
      computed.clear();
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThat(cache(DIGEST).embed(List.of("a", "bb", "ccc"))[2]).containsExactly(3, -3);
      assertThat(computed).hasSize(3 - Math.max(0, length - HEAD) / RECORD);
      assertThat(Files.readAllBytes(file())).isEqualTo(whole);
    }
  }

  @Test
  void noChangedBitGivesAnotherVector() throws IOException {
    List<String> texts = List.of("a", "bb", "ccc");
    cache(DIGEST).embed(texts);
    byte[] whole = Files.readAllBytes(file());
    for (int at = HEAD; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      Files.write(file(), damaged);
      computed.clear();
      assertThat(cache(DIGEST).embed(texts)).isDeepEqualTo(vectors(texts));
      assertThat(computed).hasSize(3 - (at - HEAD) / RECORD);
    }
  }

  @Test
  void damageWhileTheCacheIsOpenIsSeenToo() throws IOException {
    List<String> texts = List.of("a", "bb", "ccc");
    CachedSentenceEncoder cache = cache(DIGEST);
    cache.embed(texts);
    byte[] damaged = Files.readAllBytes(file());
    damaged[HEAD + RECORD + 40] ^= 1;
    Files.write(file(), damaged);
    assertThat(cache.embed(texts)).isDeepEqualTo(vectors(texts));
    assertThat(computed).containsExactly("a", "bb", "ccc", "bb");
    Files.delete(file());
    assertThat(cache.embed(texts)).isDeepEqualTo(vectors(texts));
    assertThat(computed).hasSize(7);
    assertThat(cache(DIGEST).embed(texts)).isDeepEqualTo(vectors(texts));
    assertThat(computed).hasSize(7);
  }

  @Test
  void twoThatAreOpenAtOnceLoseNothing() {
    CachedSentenceEncoder one = cache(DIGEST);
    CachedSentenceEncoder other = cache(DIGEST);
    one.embed(List.of("a", "bb"));
    other.embed(List.of("ccc", "a"));
    one.embed(List.of("dddd"));
    computed.clear();
    assertThat(cache(DIGEST).embed(List.of("a", "bb", "ccc", "dddd"))[3]).containsExactly(4, -4);
    assertThat(computed).isEmpty();
  }

  /** Writes 100 texts, a call each, into the folder of the first argument. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      CachedSentenceEncoder cache =
          new CachedSentenceEncoder(
              CachedSentenceEncoderTest::vectors, DIGEST, 2, Path.of(args[0]), () -> {});
      texts(args[1]).forEach(text -> cache.embed(List.of(text)));
    }

    static List<String> texts(String name) {
      return IntStream.range(0, 100).mapToObj(i -> (name + " ").repeat(i + 1)).toList();
    }
  }

  @Test
  void threadsAndProcessesMayWriteAtOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (String name : List.of("p", "q")) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  folder.toString(),
                  name)
              .inheritIO()
              .start());
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> done = new ArrayList<>();
    for (String name : List.of("s", "t")) {
      done.add(threads.submit(() -> Writer.main(new String[] {folder.toString(), name})));
    }
    for (Future<?> each : done) {
      each.get();
    }
    threads.shutdown();
    for (Process process : processes) {
      assertThat(process.waitFor()).isZero();
    }
    CachedSentenceEncoder cache = cache(DIGEST);
    for (String name : List.of("p", "q", "s", "t")) {
      List<String> texts = Writer.texts(name);
      assertThat(cache.embed(texts)).isDeepEqualTo(vectors(texts));
    }
    assertThat(computed).isEmpty();
    assertThat(Files.size(file())).isEqualTo(HEAD + 400 * RECORD);
  }

  @Test
  void anInterruptedComputationKeepsWhatItHas() {
    List<String> texts = IntStream.range(0, 3000).mapToObj(i -> "x".repeat(i)).toList();
    CachedSentenceEncoder failing =
        new CachedSentenceEncoder(
            some -> {
              if (computed.size() > 2000) {
                throw new IllegalStateException("interrupted");
              }
              return lengths(some);
            },
            DIGEST,
            2,
            folder,
            () -> {});
    assertThatThrownBy(() -> failing.embed(texts)).hasMessage("interrupted");
    assertThat(cache(DIGEST).embed(texts)).isDeepEqualTo(vectors(texts));
    assertThat(computed).hasSize(3000);
  }

  @Test
  void aForeignFileIsLeftAlone() throws IOException {
    for (String content : List.of("something of somebody else's", "short")) {
      Files.writeString(file(), content);
      assertThatThrownBy(() -> cache(DIGEST))
          .isInstanceOf(SentenceModelException.class)
          .hasMessage(file() + ": expected kept vectors of width 2, found another file");
      assertThat(file()).hasContent(content);
    }
    assertThat(closings).hasValue(2);
    Files.write(file(), ByteBuffer.allocate(12).putLong(0x415454554E455631L).putInt(3).array());
    assertThatThrownBy(() -> cache(DIGEST)).hasMessageContaining("of width 2, found another file");
  }
}
