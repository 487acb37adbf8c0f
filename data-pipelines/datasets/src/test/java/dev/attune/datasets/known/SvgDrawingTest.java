package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SvgDrawingTest {
  private static final String OPEN =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">";
  private static final String HALF = "<rect width=\"4\" height=\"8\" fill=\"#f00\"/>";

  private final SvgDrawing drawing = new SvgDrawing();

  private void assertHalfRed(String body) {
    BufferedImage image = drawing.draw(OPEN + body + "</svg>", 16).orElseThrow();
    assertThat(image.getWidth()).isEqualTo(16);
    assertThat(image.getRGB(3, 8)).isEqualTo(0xFFFF0000);
    assertThat(image.getRGB(12, 8)).isEqualTo(0xFFFFFFFF);
  }

  @Test
  void shapesAreDrawnOverWhite() {
    assertHalfRed(HALF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<switch>%s</switch>",
        "<switch><foreignObject requiredExtensions=\"x\" width=\"1\"/><g>%s</g></switch>",
        "<switch>\n<foreignObject requiredExtensions=\"x\">\n<p>no</p>\n</foreignObject>\n"
            + "<g>%s</g></switch>",
      })
  void theDrawingOfASwitchIsDrawn(String body) {
    assertHalfRed(body.formatted(HALF));
  }

  @Test
  void aBlendWithWhatLiesBehindLeavesTheDrawingAsItIs() {
    assertHalfRed(
        "<filter id=\"f\"><feBlend in2=\"BackgroundImage\" mode=\"screen\"/></filter>"
            + "<g filter=\"url(#f)\">"
            + HALF
            + "</g>");
  }
}
