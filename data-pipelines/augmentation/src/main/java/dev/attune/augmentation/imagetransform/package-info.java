/**
 * Between these augmentations and DataVec's {@code ImageTransform}, both ways.
 *
 * <p>The only package here that needs {@code datavec-data-image}, JavaCV and OpenCV with this
 * platform's natives, which a Deeplearning4j user with an {@code ImageRecordReader} already has.
 */
package dev.attune.augmentation.imagetransform;
