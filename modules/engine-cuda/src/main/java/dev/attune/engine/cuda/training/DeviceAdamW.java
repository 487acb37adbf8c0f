package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.optimizer.AdamWConfig;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** AdamW (arXiv:1711.05101). */
record DeviceAdamW(AdamWConfig config) implements DeviceOptimizer {

  @Override
  public List<String> vectors() {
    return List.of("first_moment", "second_moment");
  }

  @Override
  public int numbers() {
    return 3;
  }

  @Override
  public void write(FloatPointer to, int first, double rate, long updates) {
    double count = updates + 1.0;
    to.put(first, (float) (rate * config.weightDecay()));
    to.put(first + 1, (float) (rate / (1 - Math.pow(config.beta1(), count))));
    to.put(first + 2, (float) Math.sqrt(1 - Math.pow(config.beta2(), count)));
  }

  /** The step's numbers: rate · decay, rate over the first's correction, root of the second's. */
  @Override
  public KernelSource update(ParameterLayout layout, int settings, boolean shares) {
    String share = DeviceOptimizer.share(shares, 6);
    return StepTexts.elements(
        layout.trainable(),
        shares ? 7 : 6,
        """
          const float* now = p4 + %d;
          if (p5[3] == 0.0f) {
            return;
          }
          const float g = p1[i] * p5[2];
          const float m = flushed(%s * p2[i] + %s * g);
          const float v = flushed(%s * p3[i] + %s * (g * g));
          p2[i] = m;
          p3[i] = v;
          const float w = i < %du ? p0[i] - %snow[0] * p0[i] : p0[i];
          p0[i] = w - %snow[1] * now[2] * m / (sqrtf(v) + %s * now[2]);
        """
            .formatted(
                settings,
                StepTexts.number(config.beta1()),
                StepTexts.number(1 - config.beta1()),
                StepTexts.number(config.beta2()),
                StepTexts.number(1 - config.beta2()),
                layout.decayed(),
                share,
                share,
                StepTexts.number(config.epsilon())));
  }
}
