package dev.attune.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigRecordTest {
  private static final String TEXT =
      """
      {
        "hop_samples" : 160,
        "top_db" : 80.5,
        "centred" : true,
        "window_name" : "hann",
        "scale" : "mel_slaney",
        "mean" : [ 0.5, 1.0 ],
        "bands" : [ {
          "width" : 3
        } ],
        "widths" : [ 8, 16 ],
        "outer" : {
          "width" : 4
        }
      }
      """;
  private static final Settings SETTINGS =
      new Settings(
          160,
          80.5,
          true,
          "hann",
          Scale.MEL_SLANEY,
          List.of(0.5, 1.0),
          List.of(new Band(3)),
          List.of(8, 16),
          new Band(4));

  /** A constant of two words. */
  public enum Scale {
    MEL,
    MEL_SLANEY
  }

  /** An element of a list. */
  public record Band(int width) {}

  /** A component of each kind. */
  public record Settings(
      int hopSamples,
      double topDb,
      boolean centred,
      String windowName,
      Scale scale,
      List<Double> mean,
      List<Band> bands,
      List<Integer> widths,
      Band outer) {

    public Settings {
      Require.range("hop_samples", hopSamples, 1, 1000);
    }
  }

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void inAFolderThatIsNotThere() {
    file = directory.resolve("new/settings.json");
  }

  @Test
  void everyKindOfComponentIsWrittenAndReadBack() throws IOException {
    ConfigRecord.write(file, SETTINGS);

    assertThat(Files.readString(file).replace("\r", "")).isEqualTo(TEXT);
    assertThat(ConfigRecord.read(file, Settings.class)).isEqualTo(SETTINGS);
  }

  @Test
  void wholeNumbersStandForFractionsToo() throws IOException {
    ConfigRecord.write(file, SETTINGS);
    Files.writeString(file, TEXT.replace("80.5", "80").replace("1.0", "1"));

    Settings read = ConfigRecord.read(file, Settings.class);
    assertThat(read.topDb()).isEqualTo(80);
    assertThat(read.mean()).containsExactly(0.5, 1.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"top_db\"|\"topdb\"|expected key top_db, found only [topdb, centred, window_name, scale, mean, bands, widths, outer]",
        "\"hann\",|\"hann\", \"more\" : 2,|expected no further key than [hop_samples, top_db, centred, window_name, scale, mean, bands, widths, outer], found [more]",
        "160,|160, \"hop_samples\" : 160,|expected JSON, found at line 2: Duplicate field 'hop_samples'",
        "160|1.5|expected a whole number of 32 bits for key hop_samples, found 1.5",
        "160|99999999999|expected a whole number of 32 bits for key hop_samples, found 99999999999",
        "160|\"160\"|expected a whole number of 32 bits for key hop_samples, found 160",
        "160|0|hop_samples: expected 1 to 1000, found 0",
        "160|null|expected a value for hop_samples, found null",
        "80.5|\"80\"|expected a number for key top_db, found 80",
        "80.5|NaN|expected JSON, found at line 3: Non-standard token 'NaN'",
        "true|1|expected true or false for key centred, found 1",
        "\"hann\"|false|expected a text for key window_name, found false",
        "\"mel_slaney\"|\"bark\"|expected one of [mel, mel_slaney] for key scale, found bark",
        "\"mel_slaney\"|\"a\\nb\"|expected one of [mel, mel_slaney] for key scale, found a b",
        "[ 0.5, 1.0 ]|0.5|expected a list for key mean, found 0.5",
        "[ 0.5|[ \"0.5\"|expected numbers in the list of key mean, found 0.5",
        "[ 0.5|[ [ 0.5 ]|expected numbers in the list of key mean, found [0.5]",
        "\"bands\" : [|\"bands\" : [ 3,|expected objects in the list of key bands, found 3",
        "\"width\"|\"wide\"|expected key width, found only [wide]",
        "16 ]|1.5 ]|expected whole numbers in the list of key widths, found 1.5",
        "\"width\" : 4|\"width\" : 4, \"height\" : 1|expected no further key than [width], found [height]",
        "\"outer\" : {|\"outer\" : 5, \"inner\" : {|expected an object for key outer, found 5",
        "\"bands\" : [|\"bands\" : [[[[[[[[[[|expected at most 8 levels, found more",
      })
  void whatIsWrongIsNamedInOneLine(String old, String replaced, String message) throws IOException {
    assertThat(TEXT).contains(old);
    refused(TEXT.replace(old, replaced), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|expected an object, found none",
        "[]|expected an object, found none",
        "{\"a\": 1|expected JSON, found at line 1",
        "{\"a\": 1} {}|expected nothing after the object, found more",
      })
  void whatIsNoObjectIsNamedInOneLine(String text, String message) throws IOException {
    refused(text, message);
  }

  @Test
  void aFileOfAnySizeIsBoundedBeforeReading() throws IOException {
    refused(" ".repeat(100_000), "expected at most 65536 bytes, found 100000 bytes");
  }

  @Test
  void aFolderIsNoFile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigRecord.read(directory, Settings.class))
        .withMessage(directory + ": expected a file, found something else");
  }

  private void refused(String text, String message) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigRecord.read(file, Settings.class))
        .withMessageStartingWith(file + ": " + message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
