package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.assertj.core.data.Offset;
import org.datavec.api.writable.WritableFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelsWritableTest {
  private static final Offset<Float> NEAR = within(1e-6f);

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,7", "3,300,300"})
  void comesBackFromItsBytes(int channels, int height, int width) throws IOException {
    PixelsWritable picture = Pictures.noise(channels, height, width, 1);
    PixelsWritable.register(WritableFactory.getInstance());
    PixelsWritable.register(WritableFactory.getInstance());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WritableFactory.getInstance().writeWithType(picture, new DataOutputStream(bytes));
    assertThat(bytes.size()).isEqualTo(2 + 12 + 4 * channels * height * width);
    assertThat(
            WritableFactory.getInstance()
                .readWithType(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
        .isEqualTo(picture);
  }

  @Test
  void refusesBytesThatClaimTooMuch() throws IOException {
    assertThatThrownBy(() -> read(3, 40_000, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 40000 and 1");
    assertThatThrownBy(() -> read(3, 30_000, 30_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found [3, 30000, 30000]");
    assertThatThrownBy(() -> read(4, 2, 2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 4");
    assertThatThrownBy(() -> read(3, -1, 2)).isInstanceOf(IOException.class);
    PixelsWritable untouched = new PixelsWritable(new float[] {0.5f}, 1, 1, 1);
    assertThatThrownBy(() -> untouched.readFields(bytes(3, 4096, 4096)))
        .isInstanceOf(EOFException.class);
    assertThat(untouched.at(0, 0, 0)).isEqualTo(0.5f);
  }

  private static void read(int... head) throws IOException {
    new PixelsWritable().readFields(bytes(head));
  }

  private static DataInputStream bytes(int... head) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int number : head) {
      out.writeInt(number);
    }
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  @Test
  void refusesShapesThatAreNotTheArrays() {
    assertThatThrownBy(() -> new PixelsWritable(new float[11], 3, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixels: expected 12 values for [3, 2, 2], found 11");
    assertThatThrownBy(() -> new PixelsWritable(new float[4], 1, 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0 and 4");
  }

  @Test
  void eightBitImagesComeBackExactly() {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR);
    int[] colours = {0x000000, 0xffffff, 0x102030, 0xfe0180, 0x7f7f7f, 0x00ff00};
    for (int i = 0; i < colours.length; i++) {
      image.setRGB(i % 3, i / 3, colours[i]);
    }
    PixelsWritable picture = PixelsWritable.from(image);
    assertThat(picture.at(0, 1, 0)).isEqualTo(0xfe / 255f, NEAR);
    assertThat(picture.at(1, 1, 0)).isEqualTo(0x01 / 255f, NEAR);
    assertThat(picture.at(2, 1, 0)).isEqualTo(0x80 / 255f, NEAR);
    BufferedImage back = picture.toBufferedImage();
    for (int i = 0; i < colours.length; i++) {
      assertThat(back.getRGB(i % 3, i / 3) & 0xffffff).isEqualTo(colours[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR_PRE})
  void transparencyIsLaidOverTheBackground(int type) {
    BufferedImage image = new BufferedImage(1, 1, type);
    image.setRGB(0, 0, 0x80ff0000);
    float alpha = 0x80 / 255f;
    PixelsWritable overWhite = PixelsWritable.from(image);
    assertThat(overWhite.at(0, 0, 0)).isEqualTo(1f, within(0.005f));
    assertThat(overWhite.at(1, 0, 0)).isEqualTo(1 - alpha, within(0.005f));
    PixelsWritable overBlue = PixelsWritable.from(image, Color.BLUE);
    assertThat(overBlue.at(0, 0, 0)).isEqualTo(alpha, within(0.005f));
    assertThat(overBlue.at(1, 0, 0)).isEqualTo(0f, within(0.005f));
    assertThat(overBlue.at(2, 0, 0)).isEqualTo(1 - alpha, within(0.005f));
  }

  @Test
  void greySamplesStayAsTheyStand() {
    BufferedImage eight = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    eight.getRaster().setSample(0, 0, 0, 128);
    BufferedImage sixteen = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    sixteen.getRaster().setSample(0, 0, 0, 40_000);
    for (int c = 0; c < 3; c++) {
      assertThat(PixelsWritable.from(eight).at(c, 0, 0)).isEqualTo(128 / 255f, NEAR);
      assertThat(PixelsWritable.from(sixteen).at(c, 0, 0)).isEqualTo(40_000 / 65_535f, NEAR);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void transparentGreyIsLaidOverTheBackground(boolean premultiplied) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            premultiplied,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    BufferedImage image =
        new BufferedImage(model, model.createCompatibleWritableRaster(1, 1), premultiplied, null);
    image.getRaster().setPixel(0, 0, new int[] {premultiplied ? 20 : 100, 51});
    float alpha = 51 / 255f;
    assertThat(PixelsWritable.from(image).at(0, 0, 0))
        .isEqualTo(100 / 255f * alpha + 1 - alpha, within(1e-5f));
  }

  @Test
  void partsOfAnImageAreReadFromTheirOwnCorner() {
    BufferedImage whole = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    whole.getRaster().setSample(2, 1, 0, 200);
    PixelsWritable part = PixelsWritable.from(whole.getSubimage(2, 1, 2, 2));
    assertThat(part.at(0, 0, 0)).isEqualTo(200 / 255f, NEAR);
    assertThat(part.at(0, 1, 1)).isZero();
  }

  @Test
  void channelsConvertByLumaAndByRepetition() {
    PixelsWritable grey = Pictures.flat(0.2f, 0.4f, 0.8f, 2, 2).withChannels(1);
    assertThat(grey.at(0, 1, 1)).isEqualTo(0.299f * 0.2f + 0.587f * 0.4f + 0.114f * 0.8f, NEAR);
    PixelsWritable colour = grey.withChannels(3);
    for (int c = 0; c < 3; c++) {
      assertThat(colour.at(c, 0, 1)).isEqualTo(grey.at(0, 0, 1));
    }
  }
}
