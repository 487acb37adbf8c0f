package dev.attune.experiments.config;

import static dev.attune.experiments.config.ExperimentBinding.types;

import dev.attune.audio.encoder.AudioTower;
import dev.attune.audio.encoder.ConvolutionTransformer;
import dev.attune.audio.encoder.SpectrogramNetwork;
import dev.attune.audio.encoder.SpectrogramTransformer;
import dev.attune.audio.features.LogMel;
import dev.attune.audio.preprocessing.AudioPreprocessing;
import dev.attune.audio.preprocessing.SoundPreparation;
import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Identity;
import dev.attune.augmentation.OneOf;
import dev.attune.augmentation.Sequence;
import dev.attune.augmentation.WithProbability;
import dev.attune.augmentation.audio.AdditiveNoise;
import dev.attune.augmentation.audio.CropOrPad;
import dev.attune.augmentation.audio.FrequencyMask;
import dev.attune.augmentation.audio.Gain;
import dev.attune.augmentation.audio.Pitch;
import dev.attune.augmentation.audio.Polarity;
import dev.attune.augmentation.audio.RandomCrop;
import dev.attune.augmentation.audio.Reverberation;
import dev.attune.augmentation.audio.SamplesWritable;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.augmentation.audio.Speed;
import dev.attune.augmentation.audio.TimeMask;
import dev.attune.augmentation.audio.TimeShift;
import dev.attune.augmentation.audio.TimeStretch;
import dev.attune.augmentation.audio.TimeWarp;
import dev.attune.experiments.json.RecordBinder;
import java.util.List;

/** The types that the audio tower's settings can name, with their defaults. */
final class AudioBinding {
  /** What a rate's presets are called by. */
  private static final List<Integer> RATES = List.of(8_000, 16_000, 22_050, 44_100, 48_000);

  private AudioBinding() {}

  static void add(RecordBinder.Builder builder) {
    builder.family(
        AudioTower.class,
        types("convolution_transformer", ConvolutionTransformer.class)
            .and("spectrogram_transformer", SpectrogramTransformer.class)
            .and("spectrogram_network", SpectrogramNetwork.class));
    for (String name : List.of("tiny", "small")) {
      builder.preset(name, ConvolutionTransformer.preset(name));
    }
    for (String name : List.of("tiny", "small", "s16")) {
      builder.preset(name, SpectrogramTransformer.preset(name));
    }
    builder
        .preset("tiny_conv", SpectrogramNetwork.preset("tiny_conv"))
        .defaults(ConvolutionTransformer.preset("tiny"))
        .defaults(SpectrogramTransformer.preset("tiny"))
        .defaults(AudioPreprocessing.speech(16_000))
        .defaults(SoundPreparation.of(16_000))
        .defaults(LogMel.speech(16_000));
    for (int rate : RATES) {
      builder
          .preset("speech_" + rate, LogMel.speech(rate))
          .preset("librosa_" + rate, LogMel.librosa(rate))
          .preset("kaldi_" + rate, LogMel.kaldi(rate));
    }
    sounds(builder);
    spectrograms(builder);
  }

  private static void sounds(RecordBinder.Builder builder) {
    builder
        .family(
            Augmentation.class,
            new Class<?>[] {SamplesWritable.class},
            types("gain", Gain.class)
                .and("polarity", Polarity.class)
                .and("time_shift", TimeShift.class)
                .and("additive_noise", AdditiveNoise.class)
                .and("reverberation", Reverberation.class)
                .and("speed", Speed.class)
                .and("pitch", Pitch.class)
                .and("time_stretch", TimeStretch.class)
                .and("random_crop", RandomCrop.class)
                .and("crop_or_pad", CropOrPad.class)
                .and("sequence", Sequence.class)
                .and("one_of", OneOf.class)
                .and("with_probability", WithProbability.class)
                .and("identity", Identity.class))
        .defaults(Gain.defaults())
        .defaults(TimeShift.defaults())
        .defaults(AdditiveNoise.defaults())
        .defaults(Reverberation.defaults())
        .defaults(Speed.defaults())
        .defaults(Pitch.defaults())
        .defaults(TimeStretch.defaults());
  }

  private static void spectrograms(RecordBinder.Builder builder) {
    builder
        .family(
            Augmentation.class,
            new Class<?>[] {SpectrogramWritable.class},
            types("time_mask", TimeMask.class)
                .and("frequency_mask", FrequencyMask.class)
                .and("time_warp", TimeWarp.class)
                .and("sequence", Sequence.class)
                .and("one_of", OneOf.class)
                .and("with_probability", WithProbability.class)
                .and("identity", Identity.class))
        .defaults(TimeMask.defaults())
        .defaults(FrequencyMask.defaults());
  }
}
