package dev.attune.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
  @TempDir Path directory;

  @Test
  void readsWhatItWrote() {
    float[][] rows = new float[700][60];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < 60; j++) {
        rows[i][j] = i + j / 64f;
      }
    }
    Path path = directory.resolve("a/b/rows.npy");
    NpyFile.write(path, 60, rows);
    assertThat(NpyFile.open(path).shape()).containsExactly(700, 60);
    assertThat(NpyFile.open(path).type()).isEqualTo(NpyType.FLOAT32);
    assertThat(NpyFile.open(path).floatRows()).isDeepEqualTo(rows);
    NpyFile.write(path, 2, new double[][] {{Math.PI, -0.0}});
    assertThat(NpyFile.open(path).doubleRows()).isDeepEqualTo(new double[][] {{Math.PI, -0.0}});
    assertThat(NpyFile.open(path).floatRows()[0][0]).isEqualTo((float) Math.PI);
    NpyFile.write(path, 5, new float[0][]);
    assertThat(NpyFile.open(path).shape()).containsExactly(0, 5);
    assertThat(NpyFile.open(path).floatRows()).isEmpty();
  }

  @Test
  void writesTheBytesThatNumPyWrites() throws IOException {
    Path path = directory.resolve("n.npy");
    NpyFile.write(path, 1, new float[][] {{1}});
    byte[] bytes = Files.readAllBytes(path);
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }";
    assertThat(bytes).hasSize(128 + 4).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    assertThat(new String(bytes, 10, 118, StandardCharsets.US_ASCII))
        .startsWith(header)
        .endsWith(" \n");
    assertThat(bytes).endsWith(0, 0, 0x80, 0x3f);
  }

  @Test
  void readsOtherOrdersAndVersions() throws IOException {
    byte[] columns = floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6);
    Path byColumn = file(1, "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", columns);
    assertThat(NpyFile.open(byColumn).floatRows())
        .isDeepEqualTo(new float[][] {{1, 3, 5}, {2, 4, 6}});
    assertThat(NpyFile.open(byColumn).doubleRows())
        .isDeepEqualTo(new double[][] {{1, 3, 5}, {2, 4, 6}});
    byte[] big = floats(ByteOrder.BIG_ENDIAN, 7, 8);
    Path bigEndian =
        file(
            2,
            "{\"descr\": '>f4'}".replace('"', '\'') + "'fortran_order': False, 'shape': (1,2)",
            big);
    assertThat(NpyFile.open(bigEndian).floatRows()).isDeepEqualTo(new float[][] {{7, 8}});
  }

  @Test
  void readsLabelsOfAnyWidth() throws IOException {
    byte[] bytes = {5, 0, 0, 0, -1, -1, -1, -1};
    String rest = "'fortran_order': False, 'shape': ";
    assertThat(NpyFile.open(file(1, "{'descr': '<i4', " + rest + "(2,), }", bytes)).longs())
        .containsExactly(5, -1);
    assertThat(NpyFile.open(file(1, "{'descr': '<i8', " + rest + "(1,), }", bytes)).longs())
        .containsExactly(0xffffffff00000005L);
    assertThat(NpyFile.open(file(3, "{'descr': '|u1', " + rest + "(8,), }", bytes)).longs())
        .containsExactly(5, 0, 0, 0, 255, 255, 255, 255);
    Path fractions = file(1, "{'descr': '<f4', " + rest + "(2,), }", bytes);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.open(fractions).longs())
        .withMessageContaining("integers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.open(fractions).floatRows())
        .withMessageContaining("2 axes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976, 2), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 2), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 0), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1, 2), }",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1, 1), }",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
        "{'fortran_order': False, 'shape': (1, 2), }",
        "",
      })
  void refusesAHeaderThatLies(String header) throws IOException {
    Path path = file(1, header, floats(ByteOrder.LITTLE_ENDIAN, 1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.open(path).floatRows())
        .satisfies(
            problem ->
                assertThat(problem.getMessage())
                    .startsWith(path.toString())
                    .contains("expected", "found")
                    .doesNotContain("\n"));
  }

  @Test
  void aLongHeaderOfDigitsIsReadInAnInstant() throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1".repeat(60_000) + "x";
    Path path = file(1, header, new byte[0]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.open(path))
        .withMessageContaining("'shape'");
  }

  @Test
  void refusesWhatIsNoNpyFile() throws IOException {
    Path text = Files.writeString(directory.resolve("t.npy"), "just some text, no array");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.open(text))
        .withMessageContaining("NUMPY");
    Path empty = Files.createFile(directory.resolve("e.npy"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.open(empty))
        .withMessageContaining("0 bytes");
    Path missing = directory.resolve("missing.npy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.open(missing))
        .withMessageContaining("found none");
    Path claims = directory.resolve("claims.npy");
    Files.write(claims, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.open(claims))
        .withMessageContaining("4294967295 bytes");
  }

  @Test
  void aWriteThatFailsLeavesTheOldFile() throws IOException {
    Path path = directory.resolve("rows.npy");
    NpyFile.write(path, 1, new float[][] {{1}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyFile.write(path, 2, new float[][] {{1, 2}, {3}}))
        .withMessageContaining("row 1");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    path,
                    aside -> {
                      Files.writeString(aside, "half");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("No space left");
    assertThat(NpyFile.open(path).floatRows()).isDeepEqualTo(new float[][] {{1}});
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }
  }

  private Path file(int version, String header, byte[] elements) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer =
        ByteBuffer.allocate(16 + text.length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      buffer.putShort((short) text.length);
    } else {
      buffer.putInt(text.length);
    }
    buffer.put(text).put(elements).flip();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return Files.write(directory.resolve("made" + version + ".npy"), bytes);
  }

  private static byte[] floats(ByteOrder order, float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(order);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }
}
