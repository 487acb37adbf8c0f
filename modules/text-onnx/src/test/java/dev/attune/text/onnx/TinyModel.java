package dev.attune.text.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A sentence transformer small enough to compute by hand: the vector of token i is (i + 1, i², 1).
 * Written as the bytes of ONNX's protocol buffers.
 */
public final class TinyModel {
  static final List<String> TOKENS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "green", "##ish", "blue");
  static final int WIDTH = 3;

  private TinyModel() {}

  static float[] vector(int token) {
    return new float[] {token + 1, token * token, 1};
  }

  /** Writes graph and vocabulary into a folder. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("model.onnx"), model());
    Files.writeString(folder.resolve("tokenizer.json"), tokenizerJson());
    return folder;
  }

  static String tokenizerJson() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < TOKENS.size(); i++) {
      entries.add("\"" + TOKENS.get(i) + "\": " + i);
    }
    return "{\"version\": \"1.0\", \"normalizer\": {\"type\": \"BertNormalizer\", \"lowercase\": true},"
        + " \"model\": {\"type\": \"WordPiece\", \"vocab\": {"
        + String.join(", ", entries)
        + "}}}";
  }

  static byte[] model() {
    ByteBuffer table =
        ByteBuffer.allocate(TOKENS.size() * WIDTH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int token = 0; token < TOKENS.size(); token++) {
      for (float value : vector(token)) {
        table.putFloat(value);
      }
    }
    byte[] initializer =
        join(
            number(1, TOKENS.size()),
            number(1, WIDTH),
            number(2, 1),
            text(8, "table"),
            bytes(9, table.array()));
    byte[] node =
        join(
            text(1, "table"),
            text(1, "input_ids"),
            text(2, "last_hidden_state"),
            text(4, "Gather"));
    byte[] graph =
        join(
            bytes(1, node),
            text(2, "tiny"),
            bytes(5, initializer),
            bytes(11, value("input_ids", 7, "rows", "tokens")),
            bytes(11, value("attention_mask", 7, "rows", "tokens")),
            bytes(12, value("last_hidden_state", 1, "rows", "tokens", "width")));
    return join(number(1, 8), bytes(7, graph), bytes(8, number(2, 13)));
  }

  private static byte[] value(String name, int type, String... dimensions) {
    byte[] shape = new byte[0];
    for (String dimension : dimensions) {
      shape = join(shape, bytes(1, text(2, dimension)));
    }
    byte[] tensor = join(number(1, type), bytes(2, shape));
    return join(text(1, name), bytes(2, bytes(1, tensor)));
  }

  private static byte[] number(int field, long value) {
    return join(varint((long) field << 3), varint(value));
  }

  private static byte[] text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int field, byte[] value) {
    return join(varint(((long) field << 3) | 2), varint(value.length), value);
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long left = value;
    while (left > 127) {
      out.write((int) ((left & 127) | 128));
      left >>>= 7;
    }
    out.write((int) left);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
