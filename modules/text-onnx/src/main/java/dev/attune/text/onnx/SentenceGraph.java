package dev.attune.text.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A sentence transformer's graph in ONNX Runtime: token ids to one vector a row. */
final class SentenceGraph implements AutoCloseable {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";
  private static final String SENTENCES = "sentence_embedding";

  /**
   * A whole pipeline's result first: it has what follows the pooling too. The last is the token
   * vectors' name in the jar of all-MiniLM-L6-v2, given by PyTorch's exporter.
   */
  private static final List<String> OUTPUTS =
      List.of(SENTENCES, "last_hidden_state", "token_embeddings", "output_0");

  private final Path source;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String output;
  private boolean closed;

  private SentenceGraph(Path source, OrtEnvironment environment, OrtSession session) {
    this.source = source;
    this.environment = environment;
    this.session = session;
    Set<String> inputs = session.getInputNames();
    if (!inputs.containsAll(Set.of(IDS, MASK)) || !Set.of(IDS, MASK, TYPES).containsAll(inputs)) {
      throw new SentenceModelException(
          "%s: expected the inputs %s, %s and perhaps %s, found %s"
              .formatted(source, IDS, MASK, TYPES, inputs));
    }
    this.output =
        OUTPUTS.stream()
            .filter(session.getOutputNames()::contains)
            .findFirst()
            .orElseThrow(
                () ->
                    new SentenceModelException(
                        "%s: expected an output of %s, found %s"
                            .formatted(source, OUTPUTS, session.getOutputNames())));
  }

  /**
   * Loads a graph.
   *
   * @param threads inside an operation; 0 for one a physical core, as ONNX Runtime counts them
   * @throws SentenceModelException in one line, if it is none, or not a sentence transformer's
   */
  static SentenceGraph load(Path source, byte[] onnx, int threads) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      // Threads that spin while they wait halve the speed when something else wants a core.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      // What fails is thrown; ONNX Runtime would write it to standard error beside that.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession session = environment.createSession(onnx, options);
      try {
        return new SentenceGraph(source, environment, session);
      } catch (SentenceModelException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new SentenceModelException(
          "%s: expected a model that ONNX Runtime loads, found: %s"
              .formatted(source, SentenceModelException.line(e)),
          e);
    } catch (LinkageError e) {
      throw new SentenceModelException(
          "%s: expected a platform that ONNX Runtime has natives for, found: %s"
              .formatted(source, SentenceModelException.line(e)),
          e);
    }
  }

  /** Fails once closed. */
  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(source + ": expected an open encoder, found it closed");
    }
  }

  /** Whether the graph pools by itself. */
  boolean givesSentences() {
    return output.equals(SENTENCES);
  }

  /**
   * The vectors of some rows.
   *
   * @param ids a row each, of any length from 1; shorter ones are padded and masked
   * @param pooling of token vectors
   * @return [rows, width], of any length
   */
  float[][] run(List<int[]> ids, SentencePooling pooling) {
    int length = ids.stream().mapToInt(row -> row.length).max().orElseThrow();
    List<OnnxTensor> opened = new ArrayList<>();
    try (OrtSession.Result result = session.run(inputs(ids, length, opened), Set.of(output))) {
      if (!(result.get(0) instanceof OnnxTensor tensor)) {
        throw new SentenceModelException(
            "%s: output %s: expected a tensor, found %s"
                .formatted(source, output, result.get(0).getType()));
      }
      return rows(tensor, ids, length, pooling);
    } catch (OrtException e) {
      throw new SentenceModelException(
          source + ": ONNX Runtime failed: " + SentenceModelException.line(e), e);
    } finally {
      opened.forEach(OnnxTensor::close);
    }
  }

  private Map<String, OnnxTensor> inputs(List<int[]> ids, int length, List<OnnxTensor> opened)
      throws OrtException {
    long[] tokens = new long[ids.size() * length];
    long[] mask = new long[tokens.length];
    for (int row = 0; row < ids.size(); row++) {
      for (int i = 0; i < ids.get(row).length; i++) {
        tokens[row * length + i] = ids.get(row)[i];
        mask[row * length + i] = 1;
      }
    }
    Map<String, long[]> values = new LinkedHashMap<>(Map.of(IDS, tokens, MASK, mask));
    if (session.getInputNames().contains(TYPES)) {
      values.put(TYPES, new long[tokens.length]);
    }
    long[] shape = {ids.size(), length};
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> entry : values.entrySet()) {
      OnnxTensor tensor =
          OnnxTensor.createTensor(environment, LongBuffer.wrap(entry.getValue()), shape);
      opened.add(tensor);
      inputs.put(entry.getKey(), tensor);
    }
    return inputs;
  }

  private float[][] rows(OnnxTensor tensor, List<int[]> ids, int length, SentencePooling pooling) {
    long[] shape = tensor.getInfo().getShape();
    FloatBuffer buffer = tensor.getFloatBuffer();
    long[] expected = givesSentences() ? new long[] {ids.size()} : new long[] {ids.size(), length};
    if (buffer == null
        || shape.length != expected.length + 1
        || !Arrays.equals(Arrays.copyOf(shape, expected.length), expected)
        || shape[shape.length - 1] < 1) {
      throw new SentenceModelException(
          "%s: output %s: expected floats of shape %s and a width, found %s of shape %s"
              .formatted(
                  source,
                  output,
                  Arrays.toString(expected),
                  tensor.getInfo().type,
                  Arrays.toString(shape)));
    }
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    int width = (int) shape[shape.length - 1];
    float[][] rows = new float[ids.size()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] =
          givesSentences()
              ? Arrays.copyOfRange(values, row * width, (row + 1) * width)
              : pooling.pool(values, row * length * width, ids.get(row).length, width);
    }
    return rows;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(source + ": " + SentenceModelException.line(e), e);
    }
  }
}
