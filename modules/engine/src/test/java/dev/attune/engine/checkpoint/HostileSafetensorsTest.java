package dev.attune.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.attune.engine.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that somebody else made, badly or to do harm: each is one clear line. */
class HostileSafetensorsTest {
  @TempDir Path folder;

  private Path file(long claimed, String header, int dataLength) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataLength).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(claimed).put(json);
    return Files.write(folder.resolve("bad.safetensors"), bytes.array());
  }

  private void refused(Path file, String... parts) {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining("expected ")
        .hasMessageContaining("found ")
        .satisfies(e -> assertThat(parts).allMatch(part -> e.getMessage().contains(part)))
        .message()
        .hasLineCount(1)
        .hasSizeLessThan(600 + file.toString().length());
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 60, -1, Long.MAX_VALUE, Long.MIN_VALUE, 100_000_001, 23})
  void aHeaderLongerThanTheFile(long claimed) throws IOException {
    refused(file(claimed, "{}", 20), "at most 22 bytes", Long.toUnsignedString(claimed));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void aFileTooShortForItsHeaderLength(int length) throws IOException {
    Path file = Files.write(folder.resolve("short"), new byte[length]);
    refused(file, "expected 8 bytes, found " + length + " bytes");
  }

  @Test
  void noFileAndNoRegularFile() {
    refused(folder.resolve("none"), "expected a file, found none");
    refused(folder, "expected a file, found something else");
  }

  @Test
  void aFileCutShortAnywhere() throws IOException {
    Path whole = folder.resolve("whole");
    Safetensors.write(
        whole,
        Map.of(
            "a",
            new Tensor(new long[] {5}, new float[5]),
            "b",
            new Tensor(new long[0], new float[1])),
        Map.of("k", "v"));
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length < bytes.length; length++) {
      refused(Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length)));
    }
    refused(
        Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 4)),
        "expected 24 bytes",
        "found 20 bytes");
    refused(
        Files.write(folder.resolve("long"), Arrays.copyOf(bytes, bytes.length + 3)), "27 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|expected 8 bytes for F32[2]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}|data_offsets [8, 0]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}|from 0, found -8",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}}|two data_offsets",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}|from 0, found -2",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}|VALUE_NUMBER_FLOAT",
        "{'a':{'dtype':'F32','shape':[1e9],'data_offsets':[0,8]}}|VALUE_NUMBER_FLOAT",
        "{'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}}|VALUE_STRING",
        "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}|START_ARRAY",
        "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}}|out of range",
        "{'a':{'dtype':'F32','shape':[9223372036854775807,2],'data_offsets':[0,8]}}|at most",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}}|at most",
        "{'a':{'dtype':'F32','shape':[1152921504606846976],'data_offsets':[0,4611686018427387904]}}|at most",
        "{'a':{'dtype':'F32','shape':[300000000],'data_offsets':[0,1200000000]}}|expected 1200000000 bytes",
        "{'a':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}}|F32, F64, F16, BF16], found \"I64\"",
        "{'a':{'dtype':1,'shape':[1],'data_offsets':[0,8]}}|VALUE_NUMBER_INT",
        "{'a':{'shape':[2],'data_offsets':[0,8]}}|dtype null",
        "{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}}|once each",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':1}}|\"more\"",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[0],'data_offsets':[8,8]}}|each name once, found it twice",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|an overlap",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|a gap",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|expected 4 bytes after the header, found 8 bytes",
        "{'__metadata__':{'k':1}}|__metadata__ \"k\": expected VALUE_STRING",
        "{'__metadata__':{'k':'1','k':'2'}}|\"k\" twice",
        "{'__metadata__':{},'__metadata__':{}}|twice",
        "{'a':null}|START_OBJECT, found VALUE_NULL",
        "[]|expected START_OBJECT, found START_ARRAY",
        "{'a'|expected JSON",
        "``|found the end",
        "{} {}|nothing after the closing brace",
        "{}x|expected JSON"
      })
  void aHeaderThatContradictsItself(String header, String part) throws IOException {
    String json = header.replace('\'', '"');
    refused(file(json.getBytes(StandardCharsets.UTF_8).length, json, 8), part);
  }

  @Test
  void aNameMayNotBreakTheLine() throws IOException {
    String name = "evil\\nname\\r\\u0007" + "x".repeat(5000);
    String json = "{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,8]}}";
    refused(file(json.length(), json, 8), "evil name");
  }

  @Test
  void nestingIsBounded() throws IOException {
    String json = "{\"a\":" + "[".repeat(200_000);
    refused(file(json.length(), json, 8));
    String shape = "1,".repeat(100_000) + "1";
    json = "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + shape + "],\"data_offsets\":[0,4]}}";
    refused(file(json.length(), json, 4), "at most 64 numbers");
  }

  @Test
  void anyByteChangedIsReadOrRefused() throws IOException {
    Path whole = folder.resolve("whole");
    Safetensors.write(
        whole, Map.of("name", new Tensor(new long[] {2, 3}, new float[6])), Map.of("k", "v"));
    byte[] bytes = Files.readAllBytes(whole);
    SplittableRandom random = new SplittableRandom(1);
    int refusals = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] changed = bytes.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("changed"), changed);
      Throwable thrown = catchThrowable(() -> Safetensors.read(file));
      if (thrown != null) {
        refusals++;
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        assertThat(thrown.getMessage()).hasLineCount(1);
      }
    }
    assertThat(refusals).isBetween(500, 2999);
  }
}
