package dev.attune.text.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the small files beside a model say.
 *
 * @param maxTokens longer texts are cut, the closing token stays
 * @param lowerCase whether texts are put into lower case before anything else
 * @param pooling of token vectors, where the graph gives those
 * @param normalised whether vectors get unit length
 * @param further steps of {@code modules.json} that have weights of their own
 */
record SentenceSettings(
    int maxTokens,
    boolean lowerCase,
    SentencePooling pooling,
    boolean normalised,
    List<String> further) {
  /** What MiniLM was trained for: the jar has none of the small files. */
  private static final int MAX_TOKENS = 256;

  /** BERT's positions; RoBERTa's count two more, which are not for tokens. */
  private static final int MOST_POSITIONS = 512;

  /** The opening token, the closing one, and one between. */
  private static final int FEWEST_TOKENS = 3;

  private static final Set<String> KNOWN = Set.of("Transformer", "Pooling", "Normalize");

  static SentenceSettings read(ModelFiles files) {
    Optional<JsonScalars> limits = json(files, "sentence_bert_config.json");
    Optional<Integer> stated = limits.flatMap(json -> json.number("max_seq_length", FEWEST_TOKENS));
    int maxTokens = stated.or(() -> positions(files)).orElse(MAX_TOKENS);
    boolean lowerCase = limits.flatMap(json -> json.flag("do_lower_case")).orElse(false);
    SentencePooling pooling =
        json(files, "1_Pooling/config.json")
            .map(SentenceSettings::pooling)
            .orElse(SentencePooling.MEAN);
    Optional<List<String>> modules = json(files, "modules.json").map(SentenceSettings::modules);
    return new SentenceSettings(
        maxTokens,
        lowerCase,
        pooling,
        modules.map(names -> names.contains("Normalize")).orElse(true),
        modules.orElse(List.of()).stream().filter(name -> !KNOWN.contains(name)).toList());
  }

  private static Optional<JsonScalars> json(ModelFiles files, String name) {
    return files.read(name, ModelFiles.MOST_TEXT_BYTES).map(JsonScalars::read);
  }

  private static Optional<Integer> positions(ModelFiles files) {
    return json(files, "config.json")
        .flatMap(json -> json.number("max_position_embeddings", FEWEST_TOKENS))
        .map(positions -> Math.min(positions, MOST_POSITIONS));
  }

  private static SentencePooling pooling(JsonScalars json) {
    List<String> chosen = new ArrayList<>();
    json.under("pooling_mode")
        .forEach(
            (mode, value) -> {
              if (mode.isEmpty()) {
                chosen.add(value);
              } else if (value.equals("true")) {
                chosen.add(mode.substring(1).replaceFirst("_tokens?$", ""));
              }
            });
    if (chosen.isEmpty()) {
      return SentencePooling.MEAN;
    }
    return Arrays.stream(SentencePooling.values())
        .filter(pooling -> chosen.equals(List.of(pooling.mode())))
        .findFirst()
        .orElseThrow(
            () ->
                new SentenceModelException(
                    "%s: expected the pooling mode mean, cls or max alone, found %s"
                        .formatted(json.place(), chosen)));
  }

  /** Last names of the types in {@code modules.json}. */
  private static List<String> modules(JsonScalars json) {
    return json.under("").entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(".type"))
        .map(entry -> entry.getValue().substring(entry.getValue().lastIndexOf('.') + 1))
        .toList();
  }

  /** What of this the vectors depend on, in a line. */
  String line() {
    return "%d %s %s %s".formatted(maxTokens, lowerCase, pooling, normalised);
  }
}
