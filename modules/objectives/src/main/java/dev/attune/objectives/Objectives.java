package dev.attune.objectives;

import java.util.List;

/**
 * The objectives that this module brings, each with its default settings.
 *
 * <p>Who registers them by name reads {@link Objective#name()}, the record's components, and the
 * default of each component from the instance. A user's own {@link Objective} needs no entry here.
 */
public final class Objectives {

  private Objectives() {}

  /** One instance of each, its settings at their defaults. */
  public static List<Objective> withDefaults() {
    return List.of(
        Clip.defaults(),
        SigLip.defaults(),
        InfoNce.defaults(),
        NtXent.defaults(),
        Dcl.defaults(),
        HardNegatives.defaults(),
        BarlowTwins.defaults(),
        VicReg.defaults(),
        new Byol(),
        new SimSiam(),
        AlignmentUniformity.defaults());
  }
}
