package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedSentenceEncoderTest {
  private static final String DIGEST = "ab".repeat(32);

  @TempDir Path folder;
  private final List<String> computed = new ArrayList<>();

  private CachedSentenceEncoder cache(String digest) {
    return new CachedSentenceEncoder(this::lengths, digest, 2, folder, () -> {});
  }

  private float[][] lengths(List<String> texts) {
    computed.addAll(texts);
    return texts.stream()
        .map(text -> new float[] {text.length(), -text.length()})
        .toArray(float[][]::new);
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
  }

  @Test
  void aTornOrDamagedEndIsComputedAgain() throws IOException {
    cache(DIGEST).embed(List.of("a", "bb", "ccc"));
    Path file = folder.resolve(DIGEST.substring(0, 32) + ".vectors");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      computed.clear();
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(cache(DIGEST).embed(List.of("a", "bb", "ccc"))[2]).containsExactly(3, -3);
      assertThat(computed).isNotEmpty();
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
    computed.clear();
    byte[] damaged = whole.clone();
    damaged[whole.length - 10] ^= 1;
    Files.write(file, damaged);
    assertThat(cache(DIGEST).embed(List.of("ccc", "a"))[0]).containsExactly(3, -3);
    assertThat(computed).containsExactly("ccc");
  }

  @Test
  void twoThatWriteAtOnceLoseNothing() {
    CachedSentenceEncoder one = cache(DIGEST);
    CachedSentenceEncoder other = cache(DIGEST);
    one.embed(List.of("a", "bb"));
    other.embed(List.of("ccc", "a"));
    computed.clear();
    cache(DIGEST).embed(List.of("a", "bb", "ccc"));
    assertThat(computed).isEmpty();
  }

  @Test
  void aForeignFileIsLeftAlone() throws IOException {
    Path file = folder.resolve(DIGEST.substring(0, 32) + ".vectors");
    Files.writeString(file, "something of somebody else's");
    assertThatThrownBy(() -> cache(DIGEST))
        .isInstanceOf(SentenceModelException.class)
        .hasMessage(file + ": expected kept vectors of width 2, found another file");
    assertThat(file).hasContent("something of somebody else's");
  }
}
