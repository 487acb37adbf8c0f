/** Text to embeddings, without any other modality: tokenizers and towers behind one class. */
package dev.attune.text;
