package dev.attune.text.tokenizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files from elsewhere: each fault is one line that names file, place, expected and found. */
class TokenizerFilesTest {
  @TempDir Path directory;
  private Path json;
  private Path merges;
  private Path words;
  private Path settings;

  @BeforeEach
  void names() {
    json = directory.resolve("vocab.json");
    merges = directory.resolve("merges.txt");
    words = directory.resolve("vocab.txt");
    settings = directory.resolve(TokenizerDirectory.SETTINGS);
  }

  private void fails(String... parts) {
    assertThatThrownBy(() -> Tokenizer.load(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  private void failsJson(String text, String... parts) throws IOException {
    Files.writeString(json, text);
    Files.writeString(merges, "");
    fails(parts);
  }

  @Test
  void anEmptyOrMissingDirectory() {
    fails(directory.toString(), "expected " + TokenizerDirectory.SETTINGS, "found none of them");
  }

  @Test
  void vocabularyJson() throws IOException {
    failsJson("", json.toString(), "expected an object");
    failsJson("[1]", json + " line 1", "expected an object");
    failsJson("{\"a\": 0,\n \"a\": 1}", json + " line 2", "each token once", "\"a\" again");
    failsJson("{\"a\": 0, \"b\": 0}", json.toString(), "each id once", "0 for both [a, b]");
    failsJson("{\"a\": 0, \"b\": 5}", json.toString(), "ids 0 to 1", "5 for \"b\"");
    failsJson("{\"a\": -1}", json.toString(), "ids 0 to 0", "-1 for \"a\"");
    failsJson("{\"a\": 0.5}", json + " line 1", "a whole number as id of \"a\"", "0.5");
    failsJson("{\"a\": {}}", json + " line 1", "a whole number");
    failsJson("{\"a\": 99999999999}", json + " line 1", "out of range of int");
    failsJson("{\"a\": 0", json + " line 1", "expected JSON");
    failsJson("{\"a\": 0} x", json + " line 1", "expected JSON");
    failsJson("{\"a\": 0} {}", json + " line 1", "nothing after the object");
    failsJson("{\"" + "a".repeat(2000) + "\": 0}", json + " line 1", "1 to 1024", "2000");
    failsJson(
        "{\"" + "a".repeat(200_000) + "\": 0}", json.toString(), "expected JSON", "Name length");
    failsJson("{\"a\": 0}", json.toString(), "expected a token for EOS", "<|endoftext|>");
    failsJson("{\"</s>\": 0}", json.toString(), "a token for each byte");
  }

  @Test
  void mergesText() throws IOException {
    Files.writeString(json, "{\"a\": 0, \"b\": 1, \"ab\": 2, \"</s>\": 3, \"<unk>\": 4}");
    fails(merges.toString(), "expected a file");
    Files.writeString(merges, "#version: 0.2\na b\na c\n");
    fails(merges + " line 3", "found \"c\", which is not in it");
    Files.writeString(merges, "b a\n");
    fails(merges + " line 1", "found \"ba\", which is not in it");
    Files.writeString(merges, "a b\na b\n");
    fails(merges + " line 2", "each pair once", "again after line 1");
    Files.writeString(merges, "a b\nab\n");
    fails(merges + " line 2", "two tokens with a space between, found \"ab\"");
    Files.writeString(merges, "a  b");
    fails(merges + " line 1", "two tokens");
    Files.write(merges, new byte[] {'a', ' ', (byte) 0xFF});
    fails(merges.toString(), "expected UTF-8");
  }

  @Test
  void vocabularyText() throws IOException {
    Files.writeString(words, "a\nb\na\n");
    fails(words + " line 3", "each token once", "\"a\" again after line 1");
    Files.writeString(words, "a\n\nb\n");
    fails(words + " line 2", "1 to 1024 characters, found 0");
    Files.writeString(words, "");
    fails(words.toString(), "expected a token for EOS", "among 0 tokens");
  }

  @Test
  void sizesAreBoundedBeforeReading() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(words.toFile(), "rw")) {
      file.setLength(10L << 30);
    }
    fails(words.toString(), "expected at most 67108864 bytes, found 10737418240");
    Files.delete(words);
    Files.writeString(words, "x");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= TokenizerFiles.MAXIMUM_TOKENS; i++) {
      many.append(i).append('\n');
    }
    Files.writeString(words, many);
    fails(words.toString(), "expected at most 1048576 entries, found more");
  }

  @Test
  void settings() throws IOException {
    Files.writeString(words, "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n");
    Files.writeString(settings, "{\"lower_case\": true}");
    fails(settings.toString(), "expected key type");
    Files.writeString(settings, "{\"type\": \"word\"}");
    fails(
        settings.toString(),
        "expected byte_level_bpe, word_piece, word_level or character, found \"word\"");
    Files.writeString(settings, "{\"type\": \"word_piece\"}");
    fails(settings.toString(), "expected key lower_case");
    Files.writeString(settings, "{\"type\": \"word_piece\", \"lower_case\": 1}");
    fails(settings.toString(), "key lower_case: expected true or false, found \"1\"");
    Files.writeString(settings, "{\"type\": \"word_piece\", \"lower_case\": true, \"x\": 1}");
    fails(settings.toString(), "expected no further key for word_piece, found [x]");
    Files.writeString(settings, "{\"type\": \"word_piece\", \"type\": \"word_piece\"}");
    fails(settings.toString(), "each key once");
    Files.writeString(settings, "{\"type\": \"byte_level_bpe\", \"style\": \"GPT\"}");
    fails(settings.toString(), "expected gpt2 or clip, found \"GPT\"");
    Files.writeString(settings, "{\"type\": [1]}");
    fails(settings + " line 1", "one value for type");
    Files.writeString(settings, "{\"type\":");
    fails(settings + " line 1", "expected JSON");
  }
}
