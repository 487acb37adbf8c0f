package dev.attune.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;

  private static Tensor tensor(float[] values, long... shape) {
    return new Tensor(shape, values);
  }

  @Test
  void whatIsWrittenIsRead() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b.weight", tensor(Specs.normal(1, 600_000), 600, 1000));
    tensors.put("a \"quoted\" \u00e9\u4e2d", tensor(new float[] {-0f, Float.NaN, 3e38f}, 3));
    tensors.put("scalar", tensor(new float[] {7}));
    tensors.put("empty", tensor(new float[0], 0, 4));
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, tensors, Map.of("made by", "a test\nwith two lines"));
    assertThat(Safetensors.read(file)).isEqualTo(tensors);
    assertThat(Safetensors.metadata(file)).containsEntry("made by", "a test\nwith two lines");
    assertThat(folder).isDirectoryContaining(f -> f.equals(file));
    assertThat(folder.toFile().list()).containsExactly("model.safetensors");
  }

  @Test
  void equalTensorsGiveEqualFilesWhateverTheirOrder() throws IOException {
    Map<String, Tensor> one = new LinkedHashMap<>();
    Map<String, Tensor> other = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      one.put("t" + i, tensor(new float[] {i}, 1));
      other.put("t" + (19 - i), tensor(new float[] {19 - i}, 1));
    }
    Path first = folder.resolve("1");
    Path second = folder.resolve("2");
    Safetensors.write(first, one, Map.of());
    Safetensors.write(second, other, Map.of());
    assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
  }

  @Test
  void writesOverAnEarlierFile() {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, Map.of("a", tensor(new float[9], 9)), Map.of());
    Safetensors.write(file, Map.of("b", tensor(new float[] {1}, 1)), Map.of());
    assertThat(Safetensors.read(file)).containsOnlyKeys("b");
  }

  /** A file by hand, from the format's description. */
  @Test
  void readsEveryElementType() throws IOException {
    String header =
        """
        {"half":{"dtype":"F16","shape":[6],"data_offsets":[0,12]},
         "double":{"dtype":"F64","shape":[2,1],"data_offsets":[20,36]},
         "brain":{"dtype":"BF16","shape":[4],"data_offsets":[12,20]},
         "__metadata__":{"format":"pt"}}""";
    ByteBuffer data = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
    for (int half : new int[] {0x3C00, 0xC000, 0x7BFF, 0x0001, 0xFC00, 0x83FF}) {
      data.putShort((short) half);
    }
    for (int brain : new int[] {0x3F80, 0xC049, 0x0000, 0x7F80}) {
      data.putShort((short) brain);
    }
    data.putDouble(Math.PI).putDouble(-1e-3);
    Map<String, Tensor> tensors = Safetensors.read(file(header, data.array()));
    assertThat(tensors.keySet()).containsExactly("half", "brain", "double");
    assertThat(tensors.get("half").values())
        .containsExactly(1, -2, 65504, 0x1p-24f, Float.NEGATIVE_INFINITY, -1023 * 0x1p-24f);
    assertThat(tensors.get("brain").values())
        .containsExactly(1, -3.140625f, 0, Float.POSITIVE_INFINITY);
    assertThat(tensors.get("double"))
        .isEqualTo(tensor(new float[] {(float) Math.PI, -1e-3f}, 2, 1));
  }

  private Path file(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).put(data);
    return Files.write(folder.resolve("by-hand.safetensors"), bytes.array());
  }

  @Test
  void aFailedWriteLeavesTheEarlierFileAndNothingElse() {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, Map.of("a", tensor(new float[] {1}, 1)), Map.of());
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    FullDisk.after(1000),
                    out ->
                        Safetensors.write(out, Map.of("a", tensor(new float[500], 500)), Map.of())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(file + ": not written: No space left on device");
    assertThat(Safetensors.read(file).get("a").values()).containsExactly(1);
    assertThat(folder.toFile().list()).containsExactly("model.safetensors");
  }

  @Test
  void theNameOfTheMetadataIsTaken() {
    Path file = folder.resolve("x");
    Map<String, Tensor> tensors = Map.of("__metadata__", tensor(new float[1], 1));
    assertThatThrownBy(() -> Safetensors.write(file, tensors, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(folder.toFile().list()).isEmpty();
  }
}
