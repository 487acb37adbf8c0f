package dev.attune.experiments.config;

import static dev.attune.experiments.config.ExperimentBinding.types;

import dev.attune.augmentation.HiddenSpans;
import dev.attune.augmentation.image.GaussianNoise;
import dev.attune.experiments.json.RecordBinder;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.graph.layer.TokenDecoder;
import dev.attune.objectives.AlignmentUniformity;
import dev.attune.objectives.BarlowTwins;
import dev.attune.objectives.Dcl;
import dev.attune.objectives.Dino;
import dev.attune.objectives.HardNegatives;
import dev.attune.objectives.InfoNce;
import dev.attune.objectives.NtXent;
import dev.attune.objectives.Objective;
import dev.attune.objectives.SupervisedContrast;
import dev.attune.objectives.Swav;
import dev.attune.objectives.VicReg;
import dev.attune.pretraining.Method;
import dev.attune.pretraining.Momentum;
import dev.attune.pretraining.Weighting;
import dev.attune.pretraining.head.Head;
import dev.attune.pretraining.method.BootstrapPrediction;
import dev.attune.pretraining.method.Classification;
import dev.attune.pretraining.method.Colourisation;
import dev.attune.pretraining.method.ContrastivePrediction;
import dev.attune.pretraining.method.FuturePrediction;
import dev.attune.pretraining.method.HiddenTargets;
import dev.attune.pretraining.method.ImageDenoising;
import dev.attune.pretraining.method.Jigsaw;
import dev.attune.pretraining.method.JointEmbedding;
import dev.attune.pretraining.method.MaskedPatches;
import dev.attune.pretraining.method.MaskedTokens;
import dev.attune.pretraining.method.MomentumContrast;
import dev.attune.pretraining.method.NextTokens;
import dev.attune.pretraining.method.RotationPrediction;
import dev.attune.pretraining.method.SegmentOrder;
import dev.attune.pretraining.method.SelfDistillation;
import dev.attune.pretraining.method.SentenceOrder;
import dev.attune.pretraining.method.SiamesePrediction;
import dev.attune.pretraining.method.SupervisedEmbedding;
import dev.attune.pretraining.method.SwappedPrediction;
import dev.attune.pretraining.method.TextDenoising;
import java.util.List;

/** The methods of pretraining, each paper's under a preset. */
final class MethodBinding {
  private MethodBinding() {}

  static void add(RecordBinder.Builder builder) {
    builder.family(
        Method.class,
        types("joint_embedding", JointEmbedding.class)
            .and("momentum_contrast", MomentumContrast.class)
            .and("bootstrap_prediction", BootstrapPrediction.class)
            .and("siamese_prediction", SiamesePrediction.class)
            .and("self_distillation", SelfDistillation.class)
            .and("swapped_prediction", SwappedPrediction.class)
            .and("masked_patches", MaskedPatches.class)
            .and("rotation", RotationPrediction.class)
            .and("jigsaw", Jigsaw.class)
            .and("segment_order", SegmentOrder.class)
            .and("masked_tokens", MaskedTokens.class)
            .and("next_tokens", NextTokens.class)
            .and("text_denoising", TextDenoising.class)
            .and("sentence_order", SentenceOrder.class)
            .and("future_prediction", FuturePrediction.class)
            .and("contrastive_prediction", ContrastivePrediction.class)
            .and("hidden_targets", HiddenTargets.class)
            .and("image_denoising", ImageDenoising.class)
            .and("colourisation", Colourisation.class)
            .and("classification", Classification.class)
            .and("supervised_contrast", SupervisedEmbedding.class));
    objectives(builder);
    builder
        .family(
            Weighting.class,
            types("fixed", Weighting.Fixed.class)
                .and("uncertainty", Weighting.Uncertainty.class)
                .and("pc_grad", Weighting.PcGrad.class)
                .and("grad_norm", Weighting.GradNorm.class))
        .defaults(Weighting.GradNorm.defaults());
    views(builder);
    builder
        .defaults(Head.of(256, 128))
        .defaults(Momentum.constant(0.99))
        .defaults(new MaskedPatches(new HiddenSpans(0.75, 1), true, new PatchDecoder(96, 1, 4, 0)))
        .defaults(new MaskedTokens(0.15, 0.8, 0.1))
        .defaults(new NextTokens(8))
        .defaults(new TextDenoising(0.6, 8, new TokenDecoder(96, 1, 4, 0)))
        .defaults(new SentenceOrder(128))
        .defaults(new FuturePrediction(3))
        .defaults(new ContrastivePrediction(4, 128, 8, 0.1))
        .defaults(
            new HiddenTargets(
                new HiddenSpans(0.5, 3), 3, new Momentum(0.99, 1), new PatchDecoder(96, 1, 4, 0)))
        .defaults(
            new ImageDenoising(List.of(new GaussianNoise(0.25)), new PatchDecoder(96, 1, 4, 0)))
        .defaults(new Colourisation(20, 0.5))
        .defaults(new RotationPrediction(128))
        .defaults(new Jigsaw(3, 24, 128))
        .defaults(new SegmentOrder(4, 24, 128))
        .defaults(new Classification(0))
        .defaults(new SupervisedEmbedding(SupervisedContrast.defaults(), Head.of(256, 128)));
  }

  private static void objectives(RecordBinder.Builder builder) {
    builder
        .family(
            Objective.class,
            types("nt_xent", NtXent.class)
                .and("info_nce", InfoNce.class)
                .and("dcl", Dcl.class)
                .and("hard_negatives", HardNegatives.class)
                .and("barlow_twins", BarlowTwins.class)
                .and("vicreg", VicReg.class)
                .and("alignment_uniformity", AlignmentUniformity.class))
        .defaults(NtXent.defaults())
        .defaults(InfoNce.defaults())
        .defaults(Dcl.defaults())
        .defaults(HardNegatives.defaults())
        .defaults(BarlowTwins.defaults())
        .defaults(VicReg.defaults())
        .defaults(AlignmentUniformity.defaults())
        .defaults(Dino.defaults())
        .defaults(Swav.defaults())
        .defaults(SupervisedContrast.defaults());
  }

  /** Heads are as deep as the papers', and as wide as small encoders need. */
  private static void views(RecordBinder.Builder builder) {
    Head plain = Head.of(256, 128);
    Head wide = new Head(3, 512, 512, true, false);
    Momentum rising = new Momentum(0.99, 1);
    builder
        .defaults(new JointEmbedding(NtXent.defaults(), plain))
        .preset("simclr", new JointEmbedding(NtXent.defaults(), plain))
        .preset("dcl", new JointEmbedding(Dcl.defaults(), plain))
        .preset("hard_negatives", new JointEmbedding(HardNegatives.defaults(), plain))
        .preset("barlow_twins", new JointEmbedding(BarlowTwins.defaults(), wide))
        .preset("vicreg", new JointEmbedding(VicReg.defaults(), wide))
        .preset(
            "simcse",
            new JointEmbedding(new InfoNce(0.05, true), new Head(1, 1, 128, false, false)))
        .preset("cola", new JointEmbedding(InfoNce.defaults(), new Head(1, 1, 128, false, false)))
        .defaults(new MomentumContrast(0.2, 4096, Momentum.constant(0.99), plain))
        .preset("moco", new MomentumContrast(0.2, 4096, Momentum.constant(0.99), plain))
        .defaults(new BootstrapPrediction(plain, plain, rising))
        .preset("byol", new BootstrapPrediction(plain, plain, rising))
        .defaults(
            new SiamesePrediction(
                new Head(2, 256, 256, true, true), new Head(2, 64, 256, true, false)))
        .defaults(
            new SelfDistillation(
                Dino.defaults(), 1024, 0.9, 2, new Head(2, 256, 64, false, false), rising))
        .defaults(new SwappedPrediction(Swav.defaults(), 256, 2, plain));
  }
}
