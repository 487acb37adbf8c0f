package dev.attune.pretraining;

import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import java.util.List;

/** A method for texts alone, which it sees as token ids with the marks around them. */
public interface TextMethod extends Method {

  /**
   * A batch, by the names of the task's inputs.
   *
   * @param examples a row each
   * @param tensors makes the encoder's arrays
   * @param vocabulary of the tokens
   */
  Batch batch(
      List<? extends Example<TokensWritable>> examples,
      Tensors<TokensWritable> tensors,
      Vocabulary vocabulary);
}
