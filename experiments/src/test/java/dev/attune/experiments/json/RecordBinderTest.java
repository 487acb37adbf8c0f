package dev.attune.experiments.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attune.experiments.json.Toys.Bias;
import dev.attune.experiments.json.Toys.Chain;
import dev.attune.experiments.json.Toys.Clip;
import dev.attune.experiments.json.Toys.Experiment;
import dev.attune.experiments.json.Toys.Flip;
import dev.attune.experiments.json.Toys.Pick;
import dev.attune.experiments.json.Toys.Plain;
import dev.attune.experiments.json.Toys.Plainest;
import dev.attune.experiments.json.Toys.Pooling;
import dev.attune.experiments.json.Toys.Tower;
import dev.attune.experiments.json.Toys.Training;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordBinderTest {
  private static final String PLAIN =
      """
      {"count": 1, "seed": 5000000000, "rate": 2, "scale": 0.5, "on": true, "name": "n", "at": "p"}
      """;
  private static final String LEAST =
      """
      {"name": "x", "tower": {"width": 4}, "training": {"batch_size": 32}}
      """;

  private static List<String> problems(String json, Class<? extends Record> type) {
    return catchThrowableOfType(InvalidJsonException.class, () -> Toys.bind(json, type)).problems();
  }

  @Test
  void readsPlainValues() {
    assertThat(Toys.bind(PLAIN, Plain.class))
        .isEqualTo(new Plain(1, 5_000_000_000L, 2.0, 0.5f, true, "n", Path.of("p")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"count\": 1'|'\"count\": 0.1'|count: expected an integer, found 0.1",
        "'\"count\": 1'|'\"count\": 1.0'|count: expected an integer, found 1.0",
        "'\"count\": 1'|'\"count\": 3000000000'|count: expected an integer, found 3000000000",
        "'\"count\": 1'|'\"count\": \"1\"'|'count: expected an integer, found \"1\"'",
        "'\"count\": 1'|'\"count\": null'|count: expected an integer, found null",
        "'\"count\": 1'|'\"count\": true'|count: expected an integer, found true",
        "'\"count\": 1'|'\"count\": {}'|count: expected an integer, found an object",
        "5000000000|99999999999999999999|'seed: expected an integer, found 99999999999999999999'",
        "'\"rate\": 2'|'\"rate\": \"0.1\"'|'rate: expected a number, found \"0.1\"'",
        "'\"scale\": 0.5'|'\"scale\": 1e300'|scale: expected a number, found 1.0E300",
        "'\"on\": true'|'\"on\": 1'|'on: expected true or false, found 1'",
        "'\"name\": \"n\"'|'\"name\": 7'|'name: expected a string, found 7'",
        "'\"name\": \"n\"'|'\"name\": []'|'name: expected a string, found a list'",
      })
  void convertsNothing(String stood, String stands, String problem) {
    assertThat(PLAIN).contains(stood);
    assertThat(problems(PLAIN.replace(stood, stands), Plain.class))
        .containsExactly("c.json:1: " + problem);
  }

  @Test
  void fillsDefaultsFromAnnotationsInstancesAndOptionals() {
    Experiment bound = Toys.bind(LEAST, Experiment.class);
    assertThat(bound.tower()).isEqualTo(new Tower(4, 2, Pooling.MASKED_MEAN));
    assertThat(bound.training().epochs()).isEqualTo(60);
    assertThat(bound.training().objective()).isEqualTo(new Clip(2.0, new Bias(false, -10)));
    assertThat(bound.training().clipNorm()).isEmpty();
    assertThat(bound.changes()).isEmpty();
  }

  @Test
  void laysObjectsOverDefaultsOfTheSameType() {
    String start = "{\"batch_size\": 2, \"objective\": ";
    assertThat(Toys.bind(start + "{\"bias\": \"auto\"}}", Training.class).objective())
        .as("the default's own scale stays")
        .isEqualTo(new Clip(2.0, new Bias(true, 0)));
    assertThat(Toys.bind(start + "{\"type\": \"clip\"}}", Training.class).objective())
        .isEqualTo(new Clip(2.0, new Bias(false, -10)));
    assertThat(Toys.bind(start + "{\"type\": \"plainest\"}}", Training.class).objective())
        .isEqualTo(new Plainest());
  }

  @Test
  void takesPresetsAsDefaults() {
    assertThat(Toys.bind("{\"preset\": \"tiny\", \"depth\": 3}", Tower.class))
        .isEqualTo(new Tower(16, 3, Pooling.LAST_TOKEN));
    assertThat(problems("{\"preset\": \"tinny\"}", Tower.class))
        .containsExactly(
            "c.json:1: preset: expected \"tiny\", found \"tinny\"; probably a typo, did you mean"
                + " \"tiny\"?");
  }

  @Test
  void bindsGenericFamilies() {
    String json =
        LEAST.replace(
            "\"x\",",
            """
            "x", "changes": [{"type": "chain", "steps": [{"type": "flip", "probability": 0.5},
              {"type": "pick", "choices": [{"weight": 1, "change":
                {"type": "flip", "probability": 1}}]}]}], "ranks": {"a": 1}, "marks": [3, 4],
            """);
    Experiment bound = Toys.bind(json, Experiment.class);
    assertThat(bound.changes())
        .containsExactly(
            new Chain<>(
                List.of(new Flip(0.5), new Pick<>(List.of(new Toys.Choice<>(1, new Flip(1)))))));
    assertThat(bound.ranks()).isEqualTo(Map.of("a", 1));
    assertThat(bound.marks()).containsExactlyInAnyOrder(3, 4);
  }

  @Test
  void reportsAllProblemsAtOnceWithLineAndPath() {
    String json =
        """
        {
          "nam": "x",
          "tower": {
            "width": 0.5,
            "poolin": "masked_mean",
            "pooling": "maskedmean"
          },
          "training": {
            "objective": {"type": "clop"},
            "epochs": null
          },
          "changes": [{"probability": 1}, {"type": "flip", "probability": "1"}]
        }
        """;
    assertThat(problems(json, Experiment.class))
        .containsExactly(
            "c.json:2: nam: unknown key; probably a typo; did you mean \"name\"?",
            "c.json:1: name: missing; expected a string",
            "c.json:5: tower.poolin: unknown key; probably a typo; did you mean \"pooling\"?",
            "c.json:4: tower.width: expected an integer, found 0.5",
            "c.json:6: tower.pooling: expected one of \"masked_mean\", \"last_token\", found"
                + " \"maskedmean\"; probably a typo, did you mean \"masked_mean\"?",
            "c.json:10: training.epochs: expected an integer, found null",
            "c.json:9: training.objective.type: expected one of \"clip\", \"plainest\""
                + ", found \"clop\"; probably a typo, did you mean \"clip\"?",
            "c.json:8: training.batch_size: missing; expected an integer",
            "c.json:12: changes.0.type: missing; expected one of \"chain\", \"flip\", \"pick\"",
            "c.json:12: changes.1.probability: expected a number, found \"1\"");
  }

  @Test
  void whatAConstructorRefusesIsAProblemOfItsKey() {
    assertThat(problems(LEAST.replace("4", "0"), Experiment.class))
        .containsExactly("c.json:1: tower.width: expected 1 or more, found 0");
  }

  @Test
  void namesTheKeysThereAreWhenNoneIsNear() {
    assertThat(problems("{\"width\": 1, \"zzz\": 1}", Tower.class))
        .containsExactly(
            "c.json:1: zzz: unknown key; expected one of \"width\", \"depth\", \"pooling\","
                + " \"preset\"");
  }

  @Test
  void requiresAnObject() {
    assertThat(problems("[]", Tower.class))
        .containsExactly("c.json:1: expected an object, found a list");
    assertThat(problems(LEAST.replace("{\"width\": 4}", "3"), Experiment.class))
        .containsExactly("c.json:1: tower: expected an object, found 3");
  }

  @Test
  void refusesRepeatedSetEntries() {
    assertThat(problems(LEAST.replace("\"x\",", "\"x\", \"marks\": [1, 1],"), Experiment.class))
        .containsExactly("c.json:1: marks: expected each entry once, found one twice");
  }

  @Test
  void writesEveryDefaultAndReadsItBackEqual() {
    Experiment bound =
        Toys.bind(
            LEAST.replace(
                "\"x\",", "\"x\", \"changes\": [{\"type\":\"flip\",\"probability\":0.1}],"),
            Experiment.class);
    String written = JsonText.pretty(Toys.BINDER.write(bound));
    assertThat(written)
        .isEqualTo(
            """
            {
              "name": "x",
              "tower": {
                "width": 4,
                "depth": 2,
                "pooling": "masked_mean"
              },
              "training": {
                "epochs": 60,
                "objective": {
                  "type": "clip",
                  "logit_scale": 2.0,
                  "bias": -10.0
                },
                "batch_size": 32
              },
              "changes": [ {
                "type": "flip",
                "probability": 0.1
              } ],
              "ranks": { },
              "marks": [ ]
            }\
            """);
    assertThat(Toys.bind(written, Experiment.class)).isEqualTo(bound);
  }

  @Test
  void writesFloatsAsShortAsTheyAre() {
    Plain plain = new Plain(1, 2, 0.1, 0.1f, false, "a\nb", Path.of("x/y"));
    assertThat(JsonText.line(Toys.BINDER.write(plain)))
        .isEqualTo(
            "{\"count\":1,\"seed\":2,\"rate\":0.1,\"scale\":0.1,\"on\":false,\"name\":\"a\\nb\","
                + "\"at\":\"x/y\"}");
  }

  @Test
  void membersOfFamiliesMayNotClaimTheTypeKey() {
    record Typed(String type) implements Toys.Objective {}
    assertThatThrownBy(
            () -> RecordBinder.builder().family(Toys.Objective.class, Map.of("t", Typed.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("component called type");
  }
}
