package dev.attune.engine.executor;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an optimiser moves: two vectors laid out alike.
 *
 * @param values all trainable parameters, the decayed ones first
 * @param gradients theirs
 * @param decayed how many elements weight decay reaches
 */
public record FlatParameters(INDArray values, INDArray gradients, long decayed) {}
