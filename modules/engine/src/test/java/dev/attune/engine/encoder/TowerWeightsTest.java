package dev.attune.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.engine.Tensor;
import dev.attune.graph.layer.ProjectedEncoder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TowerWeightsTest {
  private static final DenseTower TOWER = new DenseTower(6, 5, true);

  @Test
  void firstValuesDependOnTheSeedAndTheNameAlone() {
    Map<String, Tensor> weights = TowerWeights.initial(TOWER, 1);
    Map<String, Tensor> projected = TowerWeights.initial(new ProjectedEncoder(TOWER, 3), 1);

    assertThat(weights)
        .containsOnlyKeys(
            "dense.map.weight",
            "dense.map.bias",
            "dense.norm.gain",
            "dense.norm.offset",
            "dense.norm.mean",
            "dense.norm.variance");
    assertThat(projected).containsAllEntriesOf(weights).containsKey("dense.projection.weight");
    assertThat(TowerWeights.initial(TOWER, 2).get("dense.map.weight"))
        .isNotEqualTo(weights.get("dense.map.weight"));
  }

  @Test
  void averagesAndNormsStartWhereTheyChangeNothing() {
    Map<String, Tensor> weights = TowerWeights.initial(TOWER, 1);

    assertThat(weights.get("dense.norm.mean").values()).containsOnly(0).hasSize(5);
    assertThat(weights.get("dense.norm.variance").values()).containsOnly(1).hasSize(5);
    assertThat(weights.get("dense.norm.gain").values()).containsOnly(1).hasSize(5);
    assertThat(weights.get("dense.map.weight").values()).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void aTowersOwnWeightsAreTakenOutOfMany() {
    Map<String, Tensor> own = TowerWeights.initial(TOWER, 1);
    Map<String, Tensor> many = new HashMap<>(own);
    many.put("other.map.weight", new Tensor(new long[] {1}, new float[1]));

    assertThat(TowerWeights.of(TOWER, many)).isEqualTo(own);
  }

  @Test
  void whatIsMissingOrHasAnotherShapeIsNamed() {
    Map<String, Tensor> weights = new HashMap<>(TowerWeights.initial(TOWER, 1));
    weights.put("dense.norm.mean", new Tensor(new long[] {1, 5}, new float[5]));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TowerWeights.of(TOWER, weights))
        .withMessage("tensor dense.norm.mean: expected shape [5], found [1, 5]");

    weights.remove("dense.map.weight");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TowerWeights.of(TOWER, weights))
        .withMessage("tensor dense.map.weight: expected shape [6, 5], found none");
  }
}
