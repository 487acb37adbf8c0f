package dev.attune.retrieval;

/**
 * What a row of embeddings stands for.
 *
 * @param id joins the modalities: an image and each of its captions share it
 * @param text the text, for rows of texts; else null
 * @param path where the image or sound lies; else null
 * @param group items of one group never cross a split; null if there is none
 * @param label the class; null if there is none
 */
public record EmbeddingItem(String id, String text, String path, String group, String label) {
  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if the id is missing or empty
   */
  public EmbeddingItem {
    if (id == null || id.isEmpty()) {
      throw new IllegalArgumentException("embedding: expected an id, found none");
    }
  }
}
