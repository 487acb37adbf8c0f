package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.optimizer.SgdConfig;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** Gradient descent with momentum, as {@link SgdConfig} says it. */
record DeviceSgd(SgdConfig config) implements DeviceOptimizer {

  @Override
  public List<String> vectors() {
    return List.of("momentum");
  }

  @Override
  public int numbers() {
    return 1;
  }

  @Override
  public void write(FloatPointer to, int first, double rate, long updates) {
    to.put(first, (float) rate);
  }

  @Override
  public KernelSource update(ParameterLayout layout, int settings, boolean shares) {
    return StepTexts.elements(
        layout.trainable(),
        shares ? 6 : 5,
        """
          if (p4[3] == 0.0f) {
            return;
          }
          const float g = p1[i] * p4[2] + (i < %du ? %s * p0[i] : 0.0f);
          const float v = flushed(%s * p2[i] + g);
          p2[i] = v;
          p0[i] -= %sp3[%d] * v;
        """
            .formatted(
                layout.decayed(),
                StepTexts.number(config.weightDecay()),
                StepTexts.number(config.momentum()),
                DeviceOptimizer.share(shares, 5),
                settings));
  }
}
