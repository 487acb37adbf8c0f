/** Frozen sentence transformers through ONNX Runtime, and a cache of what they give. */
package dev.attune.text.onnx;
