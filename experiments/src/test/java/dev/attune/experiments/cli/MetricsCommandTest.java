package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.retrieval.NpyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCommandTest {
  private final Terminal terminal = new Terminal();

  @TempDir Path folder;

  private String rows(String name, double[]... rows) {
    NpyFile.write(folder.resolve(name), rows[0].length, rows);
    return folder.resolve(name).toString();
  }

  /** A file as NumPy writes a vector of int64. */
  private String labels(String name, long... labels) throws IOException {
    String header =
        String.format("{'descr': '<i8', 'fortran_order': False, 'shape': (%d,), }", labels.length);
    ByteBuffer file = ByteBuffer.allocate(128 + 8 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
    file.put(header.getBytes(StandardCharsets.US_ASCII));
    while (file.position() < 127) {
      file.put((byte) ' ');
    }
    file.put((byte) '\n');
    for (long label : labels) {
      file.putLong(label);
    }
    return Files.write(folder.resolve(name), file.array()).toString();
  }

  private JsonNode result() {
    return JsonDocument.parse("stdout", terminal.out()).root();
  }

  @Test
  void clusteringOfEqualPartitions() throws IOException {
    String truth = labels("t.npy", 0, 0, 1, 1);
    String predicted = labels("p.npy", 7, 7, 3, 3);
    assertThat(
            terminal.run(
                "metrics", "clustering", "--truth", truth, "--predicted", predicted, "--json"))
        .isZero();
    assertThat(result().get("mutual_information").doubleValue())
        .isEqualTo(Math.log(2), within(1e-12));
    for (String key : new String[] {"nmi", "ari", "v_measure"}) {
      assertThat(result().get(key).doubleValue()).as(key).isEqualTo(1, within(1e-12));
    }
  }

  @Test
  void geometryOfTwoArrays() {
    String left = rows("a.npy", new double[] {1, 0}, new double[] {0, 1});
    String right = rows("b.npy", new double[] {0, 2}, new double[] {3, 0});
    assertThat(terminal.run("metrics", "geometry", "--left", left, "--right", right, "--json"))
        .isZero();
    assertThat(result().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "alignment",
            "uniformity",
            "rank_me",
            "effective_rank",
            "linear_cka",
            "modality_gap",
            "std_mean");
    assertThat(result().get("alignment").doubleValue()).isEqualTo(2, within(1e-12));
    assertThat(result().get("uniformity").doubleValue()).isEqualTo(-4, within(1e-12));
    assertThat(result().get("modality_gap").doubleValue()).isZero();
  }

  @Test
  void geometryLeavesOutWhatTheArraysDoNotAllow() {
    String left = rows("a.npy", new double[] {0, 0}, new double[] {1, 2});
    assertThat(terminal.run("metrics", "geometry", "--left", left, "--json")).isZero();
    assertThat(result().has("uniformity")).isFalse();
    assertThat(result().has("rank_me")).isTrue();
  }

  @Test
  void labelsThatAreNoIntegersAreWrongInput() throws IOException {
    String left = rows("a.npy", new double[] {1, 0});
    String truth = labels("t.npy", 1);
    assertThat(terminal.run("metrics", "clustering", "--truth", truth, "--predicted", left))
        .isEqualTo(2);
    assertThat(terminal.problems()).hasSize(1);
  }
}
