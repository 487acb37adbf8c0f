package dev.attune.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final Dataset DATA =
      new Dataset(
          "birds",
          Path.of("birds.jsonl"),
          List.of(
              row("a", "fr", "animals", "es", "fr"),
              row("b", "es", "animals", "es", "fr"),
              row("c", "fr", "symbols", "fr")),
          List.of());

  private static Item row(String id, String language, String label, String... spoken) {
    return new Item(
        id,
        Optional.empty(),
        Optional.empty(),
        List.of("text"),
        Optional.empty(),
        Optional.of(label),
        Optional.empty(),
        Map.of("language", List.of(language), "spoken", List.of(spoken)),
        1);
  }

  private static List<String> ids(Selection... selections) {
    return Selection.apply(DATA, List.of(selections)).items().stream().map(Item::id).toList();
  }

  @Test
  void conditionsHoldTogether() {
    Selection both = new Selection("spoken", List.of(), List.of("fr", "es"), List.of());
    Selection notSymbols = new Selection("label", List.of(), List.of(), List.of("symbols"));

    assertThat(ids()).containsExactly("a", "b", "c");
    assertThat(ids(Selection.anyOf("language", "fr"))).containsExactly("a", "c");
    assertThat(ids(Selection.anyOf("language", "fr", "es"), both)).containsExactly("a", "b");
    assertThat(ids(Selection.anyOf("language", "fr"), notSymbols)).containsExactly("a");
  }

  @Test
  void aValueThatNoRowHasIsNamed() {
    assertThatThrownBy(() -> ids(Selection.anyOf("language", "xx")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "birds.jsonl: column `language`: expected a value that some row has, such as [es, fr],"
                + " found `xx`");
  }

  @Test
  void nothingLeftIsAnError() {
    Selection symbols = Selection.anyOf("label", "symbols");
    assertThatThrownBy(() -> ids(symbols, Selection.anyOf("language", "es")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("birds.jsonl: expected rows that satisfy the selection, found none among 3");
    assertThatThrownBy(() -> ids(new Selection("label", List.of(), List.of(), List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column `label`: expected values in any_of, all_of or none_of, found none");
  }
}
