package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IconSetTest {
  private static final String ICONS =
      """
      {"prefix": "test", "info": {"a": [1]},
       "icons": {"half": {"body": "<path fill=\\"#f00\\" d=\\"M10 0h5v10h-5z\\"/>", "left": 10},
                 "wide": {"body": "<rect width=\\"40\\" height=\\"10\\" fill=\\"#00f\\"/>",
                          "width": 40, "hidden": true}},
       "aliases": {"other": {"parent": "half"}, "third": {"parent": "other"},
                   "mirrored": {"parent": "half", "hFlip": true},
                   "loop": {"parent": "loop"}, "dangling": {"parent": "nothing"}},
       "width": 10, "height": 10}
      """;

  @Test
  void iconsAndAliasesTakeTheSetsSizes() throws IOException {
    IconSet set = IconSet.read(ICONS.getBytes(StandardCharsets.UTF_8));
    assertThat(set.svg("half").orElseThrow()).contains("viewBox=\"10.0 0.0 10.0 10.0\"");
    assertThat(set.svg("wide").orElseThrow()).contains("viewBox=\"0.0 0.0 40.0 10.0\"");
    assertThat(set.svg("third")).isEqualTo(set.svg("half"));
    assertThat(set.svg("mirrored")).isEmpty();
    assertThat(set.svg("loop")).isEmpty();
    assertThat(set.svg("dangling")).isEmpty();
    assertThat(IconSet.names("{\"1f3f4-fe0f-200d\": \"a\"}".getBytes(StandardCharsets.UTF_8)))
        .containsEntry("1F3F4-200D", "a");
  }

  @Test
  void drawingsStandOverWhite() throws IOException {
    IconSet set = IconSet.read(ICONS.getBytes(StandardCharsets.UTF_8));
    SvgDrawing drawing = new SvgDrawing();
    BufferedImage half = drawing.draw(set.svg("half").orElseThrow(), 64).orElseThrow();
    assertThat(half.getRGB(10, 32)).isEqualTo(0xFFFF0000);
    assertThat(half.getRGB(54, 32)).isEqualTo(0xFFFFFFFF);
    BufferedImage wide = drawing.draw(set.svg("wide").orElseThrow(), 64).orElseThrow();
    assertThat(wide.getRGB(32, 32)).isEqualTo(0xFF0000FF);
    assertThat(wide.getRGB(32, 10)).isEqualTo(0xFFFFFFFF);
  }
}
