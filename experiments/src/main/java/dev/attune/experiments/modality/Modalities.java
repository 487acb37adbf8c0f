package dev.attune.experiments.modality;

import dev.attune.datasets.split.CaptionSampler;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.config.TextConfig;
import dev.attune.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The modalities of an experiment, built from its configuration. */
public final class Modalities {
  private Modalities() {}

  /**
   * In the order text, image, audio.
   *
   * @param tokenizer gives the tokenizer of a text tower that is trained
   */
  public static List<Modality> of(
      RunConfig config, Media media, Function<TextConfig, Tokenizer> tokenizer) {
    List<Modality> modalities = new ArrayList<>();
    config.text().ifPresent(text -> modalities.add(text(config, text, tokenizer)));
    config.image().ifPresent(image -> modalities.add(new ImageModality(image, media.pixels())));
    config
        .audio()
        .ifPresent(audio -> modalities.add(new AudioModality(audio, media.sounds().orElseThrow())));
    return modalities;
  }

  private static Modality text(
      RunConfig config, TextConfig text, Function<TextConfig, Tokenizer> tokenizer) {
    CaptionSampler captions = config.data().captions();
    return text.frozen()
        .<Modality>map(frozen -> new FrozenTextModality(frozen, captions, line -> {}))
        .orElseGet(() -> new TextModality(text, tokenizer.apply(text), captions));
  }
}
