package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.Differentiation;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DinoTest {
  private final double[][] student = Rows.normal(new Random(71), 3, 5);
  private final double[][] teacher = Rows.normal(new Random(72), 3, 5);
  private final double[] centre = Rows.normal(new Random(73), 1, 5)[0];

  private static Value build(Graph graph, Dino dino) {
    return dino.loss(
        graph.input("student", 3, 5), graph.input("teacher", 3, 5), graph.input("centre", 5));
  }

  private static GradientCheck check(
      Graph graph, double[][] student, double[][] teacher, double... centre) {
    return GradientCheck.of(graph, 1)
        .feed("student", Nd4j.createFromArray(student))
        .feed("teacher", Nd4j.createFromArray(teacher))
        .feed("centre", Nd4j.createFromArray(centre));
  }

  /** H of Algorithm 1 of arXiv:2104.14294. */
  private static double slow(double[][] student, double[][] teacher, double[] centre, Dino dino) {
    double total = 0;
    for (int i = 0; i < student.length; i++) {
      double[] sharpened = new double[centre.length];
      double[] softened = new double[centre.length];
      for (int k = 0; k < centre.length; k++) {
        sharpened[k] = (teacher[i][k] - centre[k]) / dino.teacherTemperature();
        softened[k] = student[i][k] / dino.studentTemperature();
      }
      total += Naive.crossEntropy(softened, Naive.softmax(sharpened));
    }
    return total / student.length;
  }

  @Test
  void agreesWithTheLoopOfThePaper() {
    for (Dino dino : List.of(Dino.defaults(), new Dino(0.7, 1.5))) {
      Graph graph = GradientCheck.graph();
      Value loss = build(graph, dino);

      assertThat(check(graph, student, teacher, centre).evaluate(loss).getDouble(0))
          .isCloseTo(slow(student, teacher, centre, dino), within(1e-10));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aStudentThatPrefersNothingPaysTheLogarithmOfTheWidth(DataType type) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value loss = build(graph, Dino.defaults());

    assertThat(check(graph, Rows.constant(2, 3, 5), teacher, centre).evaluate(loss).getDouble(0))
        .isCloseTo(Math.log(5), within(1e-5));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aTeacherAtItsCentreAsksForAllAlike(DataType type) {
    Graph graph = Graph.create(Graph.Mode.TRAINING, type);
    Value loss = build(graph, new Dino(1, 0.04));
    double expected = 0;
    for (double[] row : student) {
      expected += (Naive.logSum(row) - Rows.mean(row)) / 3;
    }
    double[][] centred = {centre, centre, centre};

    assertThat(check(graph, student, centred, centre).evaluate(loss).getDouble(0))
        .isCloseTo(expected, within(1e-5));
  }

  @Test
  void twoClassesAreTheClosedForm() {
    Graph graph = GradientCheck.graph();
    Value loss =
        new Dino(0.5, 1)
            .loss(graph.input("s", 1, 2), graph.input("t", 1, 2), graph.input("centre", 2));
    GradientCheck check =
        GradientCheck.of(graph, 2)
            .feed("s", Nd4j.createFromArray(new double[][] {{1, 0}}))
            .feed("t", Nd4j.createFromArray(new double[][] {{Math.log(3) + 1, 2}}))
            .feed("centre", Nd4j.createFromArray(new double[] {1, 2}));

    // Three quarters on the first class, whose logit leads by 2.
    assertThat(check.evaluate(loss).getDouble(0))
        .isCloseTo(Math.log1p(Math.exp(-2)) + 0.5, within(1e-12));
  }

  @Test
  void onlyTheStudentHasAGradient() {
    Graph graph = GradientCheck.graph();
    Value loss = build(graph, new Dino(0.4, 0.2));

    assertThat(check(graph, student, teacher, centre).passes(loss)).isEqualTo(1);
    assertThat(check(graph, student, teacher, centre).derived(loss, Nd4j.scalar(1.0)).keySet())
        .containsExactly("student");
  }

  @Test
  void theCentreIsUpdatedByTheMeanOverTheBatchWithoutGradient() {
    Graph graph = GradientCheck.graph();
    Value logits = graph.input("teacher", 3, 5);
    Value mean = Dino.teacherMean(logits);
    INDArray found =
        GradientCheck.of(graph, 3).feed("teacher", Nd4j.createFromArray(teacher)).evaluate(mean);

    assertThat(mean.shape()).containsExactly(5);
    for (int k = 0; k < 5; k++) {
      assertThat(found.getDouble(k)).isCloseTo(Rows.mean(Rows.column(teacher, k)), within(1e-14));
    }
    Value ones = graph.constant(Nd4j.ones(DataType.DOUBLE, 5));
    assertThat(Differentiation.pullBack(Map.of(mean, ones), List.of(logits))).isEmpty();
  }

  @Test
  void staysFiniteForLogitsFarApart() {
    Graph graph = Graph.create(Graph.Mode.TRAINING, DataType.FLOAT);
    Value loss = build(graph, Dino.defaults());
    double[][] first = new double[3][5];
    double[][] last = new double[3][5];
    for (int i = 0; i < 3; i++) {
      first[i][0] = 100;
      last[i][4] = 100;
    }

    assertThat(check(graph, first, last, new double[5]).evaluate(loss).getDouble(0))
        .isCloseTo(1000, within(1e-3));
  }

  static Stream<Arguments> wrongShapes() {
    long[] logits = {3, 5};
    return Stream.of(
        Arguments.of(new long[] {3, 5, 1}, logits, new long[] {5}),
        Arguments.of(logits, new long[] {3, 4}, new long[] {5}),
        Arguments.of(logits, new long[] {2, 5}, new long[] {5}),
        Arguments.of(logits, logits, new long[] {3}),
        Arguments.of(logits, logits, new long[] {1, 5}));
  }

  @ParameterizedTest
  @MethodSource("wrongShapes")
  void refusesOtherShapesAndNamesThem(long[] studentShape, long[] teacherShape, long[] size) {
    Graph graph = GradientCheck.graph();
    Value a = graph.input("a", studentShape);
    Value b = graph.input("b", teacherShape);
    Value c = graph.input("c", size);

    assertThatThrownBy(() -> Dino.defaults().loss(a, b, c))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "dino: expected logits [n, k] twice and a centre [k], found %s, %s, %s"
                .formatted(a, b, c));
    assertThatThrownBy(() -> Dino.teacherMean(graph.input("vector", 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("dino: expected logits [n, k], found vector[4]");
  }

  @Test
  void refusesTemperaturesThatDoNotDivide() {
    assertThatThrownBy(() -> new Dino(0, 0.04))
        .hasMessage("student_temperature: expected a finite number above 0, found 0.0");
    assertThatThrownBy(() -> new Dino(0.1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("teacher_temperature: expected a finite number above 0, found NaN");
  }
}
