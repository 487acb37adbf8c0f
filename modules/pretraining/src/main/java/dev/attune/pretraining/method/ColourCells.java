package dev.attune.pretraining.method;

import dev.attune.augmentation.image.ColourClasses;
import dev.attune.augmentation.image.LabColours;
import dev.attune.augmentation.image.PixelsWritable;
import java.util.Arrays;

/** A picture's lightness, and the colour classes of its cells: two by two to a patch. */
final class ColourCells {
  /** Cells along a side of a patch. */
  static final int ALONG = 2;

  /** Cells of a patch. */
  static final int PER_PATCH = ALONG * ALONG;

  private final float[] lab;
  private final int height;
  private final int width;

  ColourCells(PixelsWritable picture) {
    this.lab = LabColours.toLab(picture);
    this.height = picture.height();
    this.width = picture.width();
  }

  /** The picture without its colours. */
  PixelsWritable grey() {
    float[] lightness = Arrays.copyOf(Arrays.copyOf(lab, height * width), lab.length);
    return LabColours.toPixels(lightness, height, width);
  }

  /**
   * The class of each cell's mean colour: patches row by row, in each its cells row by row.
   *
   * @param patches of the picture, square ones of two pixels to a side or more
   */
  int[] of(ColourClasses classes, int patches) {
    int side = side(patches);
    int across = width / side;
    int[] found = new int[patches * PER_PATCH];
    for (int i = 0; i < found.length; i++) {
      int patch = i / PER_PATCH;
      int row = i % PER_PATCH / ALONG;
      int column = i % ALONG;
      int top = patch / across * side;
      int left = patch % across * side;
      found[i] =
          classes.nearest(
              mean(1, top, left, side, row, column), mean(2, top, left, side, row, column));
    }
    return found;
  }

  private int side(int patches) {
    int side = (int) Math.round(Math.sqrt((double) height * width / patches));
    if (side < ALONG
        || height % side != 0
        || width % side != 0
        || (height / side) * (width / side) != patches) {
      throw new IllegalArgumentException(
          "colourisation: expected square patches of %d pixels to a side or more, found %d in a"
                  .formatted(ALONG, patches)
              + " picture of %d by %d".formatted(height, width));
    }
    return side;
  }

  /** Mean of a plane over one cell of the patch that begins at a pixel. */
  private double mean(int plane, int top, int left, int side, int row, int column) {
    double sum = 0;
    int count = 0;
    for (int y = top + row * side / ALONG; y < top + (row + 1) * side / ALONG; y++) {
      for (int x = left + column * side / ALONG; x < left + (column + 1) * side / ALONG; x++) {
        sum += lab[(plane * height + y) * width + x];
        count++;
      }
    }
    return sum / count;
  }
}
