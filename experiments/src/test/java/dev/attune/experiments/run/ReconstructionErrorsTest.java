package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.experiments.run.ReconstructionErrors.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconstructionErrorsTest {

  private static Example example(String cluster, String language) {
    return new Example(cluster + "@" + language, cluster, language, Map.of());
  }

  private static List<String> others(List<Example> examples) {
    return ReconstructionErrors.others(examples).orElseThrow().stream().map(Example::id).toList();
  }

  /** Rows of one language after those of another: half the whole list away is the same concept. */
  @Test
  void theOtherPairIsOfAnotherConceptInTheSameLanguage() {
    List<Example> examples = new ArrayList<>();
    for (String language : List.of("en", "fr")) {
      for (String concept : List.of("a", "b", "c", "d")) {
        examples.add(example(concept, language));
      }
    }
    assertThat(others(examples))
        .containsExactly("c@en", "d@en", "a@en", "b@en", "c@fr", "d@fr", "a@fr", "b@fr");
  }

  @Test
  void aLanguageOfOneConceptTakesAnother() {
    assertThat(others(List.of(example("a", "en"), example("b", "en"), example("c", "fr"))))
        .containsExactly("b@en", "a@en", "a@en");
  }

  @Test
  void oneConceptAloneHasNoOther() {
    assertThat(ReconstructionErrors.others(List.of(example("a", "en")))).isEmpty();
    assertThat(ReconstructionErrors.others(List.of(example("a", "en"), example("a", "fr"))))
        .isEmpty();
  }
}
