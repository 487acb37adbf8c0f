/**
 * Text to token ids and back: byte-level BPE, WordPiece and whole words, each trained from a corpus
 * or read from the usual vocabulary files. No string makes a tokenizer throw.
 */
package dev.attune.text.tokenizer;
