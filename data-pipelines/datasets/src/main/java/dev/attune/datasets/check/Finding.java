package dev.attune.datasets.check;

/**
 * One thing found in a data set.
 *
 * @param kind what sort of thing
 * @param line line of the manifest, counted from 1
 * @param message what was found, with the other rows it concerns
 */
public record Finding(Kind kind, long line, String message) {

  /** How much a finding matters. */
  public enum Severity {
    /** The row is left out, or the data contradict themselves. */
    ERROR,
    /** Figures may be better than they should be. */
    WARNING,
    /** Read right; worth knowing. */
    NOTE
  }

  /** What a finding is about. */
  public enum Kind {
    /** A row of the manifest that cannot be read, an empty caption among them. */
    BAD_ROW(Severity.ERROR),
    /** A picture that cannot be decoded, or is too small or too large. */
    UNREADABLE_IMAGE(Severity.ERROR),
    /** A sound file that is empty, or that the check handed in refuses. */
    UNREADABLE_AUDIO(Severity.ERROR),
    /** Items of one group in two splits. */
    GROUP_ACROSS_SPLITS(Severity.ERROR),
    /** The same picture or sound in two splits. */
    DUPLICATE_ACROSS_SPLITS(Severity.WARNING),
    /** The same caption in two splits. */
    CAPTION_ACROSS_SPLITS(Severity.WARNING),
    /** The same picture or sound in two groups, which a split by group may part. */
    DUPLICATE(Severity.WARNING),
    /** The label's text within a caption: zero-shot figures are then too good. */
    LABEL_IN_CAPTION(Severity.WARNING),
    /** A picture that is not 8-bit RGB: grey, palette, alpha, 16-bit, CMYK. */
    CHANNELS(Severity.NOTE),
    /** A picture that its EXIF says to turn or mirror. */
    EXIF_TURN(Severity.NOTE);

    private final Severity severity;

    Kind(Severity severity) {
      this.severity = severity;
    }

    /** How much it matters. */
    public Severity severity() {
      return severity;
    }
  }
}
