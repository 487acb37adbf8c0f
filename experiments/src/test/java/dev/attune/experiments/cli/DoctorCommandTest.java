package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.json.JsonDocument;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  @Test
  void saysWhatTheMachineOffers() {
    Terminal terminal = new Terminal();
    assertThat(terminal.run("doctor", "--json")).isZero();
    JsonNode machine = JsonDocument.parse("stdout", terminal.out()).root();
    assertThat(machine.at("/java/version").textValue())
        .startsWith(Runtime.version().feature() + "");
    assertThat(machine.at("/processor/cores").intValue()).isPositive();
    assertThat(machine.at("/nd4j/version").textValue()).isEqualTo("1.0.0-M2.1");
    assertThat(machine.at("/nd4j/backend").textValue()).endsWith("Backend");
    assertThat(machine.at("/auto").textValue())
        .isEqualTo(System.getProperty("os.name").equals("Linux") ? "cpu" : "nd4j");
    assertThat(machine.at("/problems").isArray()).isTrue();
    assertThat(machine.at("/executors").findValuesAsText("name"))
        .containsExactlyInAnyOrder("cuda", "cpu", "nd4j");
  }

  @Test
  void saysItInWordsToo() {
    Terminal terminal = new Terminal();
    assertThat(terminal.run("doctor")).isZero();
    assertThat(terminal.out()).contains("ND4J", "oneDNN", "auto picks");
  }
}
