/** Audio to embeddings, without any other modality: decoding, features and towers. */
package dev.attune.audio;
