/** Images to embeddings, without any other modality: decoding and towers behind one class. */
package dev.attune.image;
