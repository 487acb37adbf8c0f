package dev.attune.datasets.known;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Draws SVG over white. Nothing outside the document is loaded. */
final class SvgDrawing {
  /** Content for one program alone, which Illustrator writes before the drawing. */
  private static final Pattern FOREIGN =
      Pattern.compile("<foreignObject\\b(?:[^>]*/>|.*?</foreignObject\\s*>)", Pattern.DOTALL);

  /** A blend with what lies behind the drawing, which is nothing: its result is its own input. */
  private static final Pattern BEHIND =
      Pattern.compile("<feBlend\\b[^>]*\\bin2=\"BackgroundImage\"[^>]*/>");

  private static final Pattern SWITCH = Pattern.compile("<(/?)switch\\b");

  private final SVGLoader loader = new SVGLoader();

  /** The document in a square of that many pixels; nothing where it is no SVG. */
  Optional<BufferedImage> draw(String svg, int side) {
    SVGDocument document =
        loader.load(
            new ByteArrayInputStream(plain(svg).getBytes(StandardCharsets.UTF_8)),
            null,
            LoaderContext.createDefault());
    if (document == null) {
      return Optional.empty();
    }
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, side, side);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    document.render((Component) null, graphics, new ViewBox(0, 0, side, side));
    graphics.dispose();
    return Optional.of(image);
  }

  /**
   * The document in what the loader knows. It passes over {@code switch} (SVG 1.1, section 5.8.2)
   * with all that it holds; what is left of one without its foreign objects is the drawing, as any
   * group.
   */
  private static String plain(String svg) {
    String alone = BEHIND.matcher(svg).replaceAll("<feOffset/>");
    if (!SWITCH.matcher(alone).find()) {
      return alone;
    }
    return SWITCH.matcher(FOREIGN.matcher(alone).replaceAll("")).replaceAll("<$1g");
  }
}
