package dev.attune.text.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerJsonTest {
  private static final String UNIGRAM =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
        {"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
         "normalized": false, "special": true},
        {"id": 2, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
         "normalized": false, "special": true}],
       "normalizer": null,
       "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always",
        "split": true},
       "post_processor": {"type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
         {"SpecialToken": {"id": "</s>", "type_id": 0}}], "pair": [{"Sequence": {"id": "A", "type_id": 0}},
         {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
         "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}},
       "decoder": null,
       "model": {"type": "Unigram", "unk_id": 3, "vocab": [["<s>", 0.0], ["<pad>", 0.0],
        ["</s>", 0.0], ["<unk>", 0.0], ["\u2581", -9.0], ["\u2581red", -1.0], ["\u2581green", -1.5],
        ["ish", -3.0], ["\u2581blue", -1.0]]}}
      """;

  @TempDir Path folder;

  private static SentenceTokenizer read(String json, int maxTokens) {
    return TokenizerJson.read(found(json), maxTokens);
  }

  private static ModelFiles.Found found(String json) {
    return new ModelFiles.Found("tokenizer.json", json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bertIsReadAsHuggingFaceReadsIt() throws IOException {
    String json = TinyModel.tokenizerJson();
    Random random = new Random(1);
    String[] parts = {
      "red",
      "green",
      "ish",
      "Blue",
      "RED",
      " ",
      "\t",
      ".",
      "gr\u00e9en",
      "\u4e2d",
      "\ufffd",
      "x",
      "\n"
    };
    SentenceTokenizer own = read(json, 12);
    assertThat(own).isNotInstanceOf(HuggingFaceTokenizers.class);
    try (HuggingFaceTokenizers theirs =
        new HuggingFaceTokenizers(json.getBytes(StandardCharsets.UTF_8), 12)) {
      for (int i = 0; i < 300; i++) {
        StringBuilder text = new StringBuilder();
        for (int part = random.nextInt(20); part > 0; part--) {
          text.append(parts[random.nextInt(parts.length)]);
        }
        assertThat(own.encode(text.toString()))
            .as("%s", text)
            .isEqualTo(theirs.encode(text.toString()));
      }
    }
  }

  @Test
  void othersAreReadByTheirLibrary() throws IOException {
    try (SentenceTokenizer tokenizer = read(UNIGRAM, 5)) {
      assertThat(tokenizer.encode("red greenish")).containsExactly(0, 5, 6, 7, 2);
      assertThat(tokenizer.encode("blue red green blue red")).containsExactly(0, 8, 5, 6, 2);
      assertThat(tokenizer.encode("")).containsExactly(0, 2);
    }
    TinyModel.write(folder);
    Files.writeString(folder.resolve("tokenizer.json"), UNIGRAM);
    try (SentenceEncoder encoder = SentenceEncoder.load(folder)) {
      float[][] rows = encoder.embed(List.of("blue", "red green blue"));
      assertThat(rows[0]).isEqualTo(encoder.embed(List.of("blue"))[0]);
    }
  }

  /** Each of these would give other ids than BERT's, or may. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      "clean_text": true | "clean_text": false
      "strip_accents": null | "strip_accents": false
      "handle_chinese_chars": true | "handle_chinese_chars": false
      "max_input_chars_per_word": 100 | "max_input_chars_per_word": 50
      "BertPreTokenizer" | "Whitespace"
      "blue" | "</s>"
      "cls": ["[CLS]", 2] | "cls": ["red", 5]
      """)
  void whatDiffersFromBertIsNotReadAsBert(String part, String other) {
    String json = TinyModel.tokenizerJson();
    assertThat(json).contains(part);
    try (SentenceTokenizer tokenizer = read(json.replace(part, other), 8)) {
      assertThat(tokenizer).isInstanceOf(HuggingFaceTokenizers.class);
    }
  }

  @Test
  void withoutTheLibraryTheLineNamesIt() throws Exception {
    TinyModel.write(folder);
    Files.writeString(folder.resolve("tokenizer.json"), UNIGRAM);
    Class<?> encoder = new WithoutLibrary().loadClass("dev.attune.text.onnx.SentenceEncoder");
    assertThatThrownBy(() -> encoder.getMethod("load", Path.class).invoke(null, folder))
        .cause()
        .hasMessage(
            folder
                + ": tokenizer.json: expected BERT's tokenizer, or ai.djl.huggingface:tokenizers on"
                + " the class path for another; found model.type Unigram");
    Files.writeString(folder.resolve("tokenizer.json"), TinyModel.tokenizerJson());
    Object loaded = encoder.getMethod("load", Path.class).invoke(null, folder);
    assertThat(encoder.getMethod("width").invoke(loaded)).isEqualTo(3);
    encoder.getMethod("close").invoke(loaded);
  }

  /** This module as a program sees it that has not added the optional library. */
  private static final class WithoutLibrary extends ClassLoader {
    WithoutLibrary() {
      super(TokenizerJsonTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("ai.djl.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.attune.text.onnx.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known == null ? own(name) : known;
    }

    private Class<?> own(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
