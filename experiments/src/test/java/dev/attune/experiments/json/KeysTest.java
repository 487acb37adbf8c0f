package dev.attune.experiments.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
  @ParameterizedTest
  @CsvSource({
    "sampleRateHz,sample_rate_hz",
    "beta1,beta1",
    "conv2dWidth,conv2d_width",
    "useRGBInput,use_rgb_input",
    "x,x",
    "minLR,min_lr"
  })
  void spellsComponentsInSnakeCase(String component, String key) {
    assertThat(Keys.snakeCase(component)).isEqualTo(key);
  }

  @Test
  void findsTheNearestWordWithinAThirdOfItsLetters() {
    List<String> known = List.of("batch_size", "chunk_size", "epochs");
    assertThat(Keys.nearest("batchsize", known)).contains("batch_size");
    assertThat(Keys.nearest("epohcs", known)).contains("epochs");
    assertThat(Keys.nearest("temperature", known)).isEmpty();
  }
}
