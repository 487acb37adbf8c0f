package dev.attune.objectives;

import static dev.attune.graph.operation.Arithmetic.scale;
import static dev.attune.graph.operation.Arithmetic.subtract;

import dev.attune.graph.Value;
import dev.attune.graph.layer.CrossEntropy;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Reductions;

/**
 * DINO (arXiv:2104.14294), one pair of views: the student's distribution follows the teacher's,
 * which is centred against one output taking all, and sharpened against a uniform one. The caller
 * adds up the pairs of views, and keeps the teacher and the centre.
 *
 * <pre>{@code
 * Value loss = new Dino(0.1, 0.04).loss(studentLogits, teacherLogits, centre);
 * }</pre>
 *
 * @param studentTemperature divides the student's logits
 * @param teacherTemperature divides the teacher's centred logits; lower is sharper
 */
public record Dino(double studentTemperature, double teacherTemperature) {

  public Dino {
    Check.positive("student_temperature", studentTemperature);
    Check.positive("teacher_temperature", teacherTemperature);
  }

  /** The paper's 0.1 and 0.04. */
  public static Dino defaults() {
    return new Dino(0.1, 0.04);
  }

  /**
   * The mean cross entropy over the rows, in nats; ln k where the student's logits are all alike.
   *
   * @param student logits of one view, [n, k]
   * @param teacher logits of another, [n, k]; get no gradient
   * @param centre [k], a running average of {@link #teacherMean}; gets no gradient
   * @return a scalar
   * @throws dev.attune.graph.ShapeException if the shapes are others
   */
  public Value loss(Value student, Value teacher, Value centre) {
    Check.shapes(
        Check.matrix(student)
            && teacher.hasShape(student.shape())
            && centre.hasShape(student.size(1)),
        "dino",
        "logits [n, k] twice and a centre [k]",
        student,
        teacher,
        centre);
    Value sharpened = scale(subtract(teacher, centre), 1 / teacherTemperature);
    Value targets = Gradients.stop(Activations.softmax(sharpened));
    return CrossEntropy.mean(scale(student, 1 / studentTemperature), targets);
  }

  /**
   * The mean over a batch, of which the centre is the running average (momentum 0.9 in the paper).
   *
   * @param teacher logits, [n, k]; get no gradient
   * @return [k]
   * @throws dev.attune.graph.ShapeException if the logits are no matrix
   */
  public static Value teacherMean(Value teacher) {
    Check.shapes(Check.matrix(teacher), "dino", "logits [n, k]", teacher);
    return Gradients.stop(Reductions.mean(teacher, false, 0));
  }
}
