package dev.attune.image.decoding;

/**
 * What a file says of itself before its pixels are read.
 *
 * @param format by its first bytes
 * @param width pixels as stored, before a turn
 * @param height pixels as stored, before a turn
 * @param channels colour channels as stored, alpha included: 1 grey, 2 grey and alpha, 3 colour, 4
 *     colour and alpha; a palette counts as its entries
 * @param orientation EXIF's, 1 to 8; 1 is upright and the default
 */
public record ImageHeader(
    ImageFormat format, int width, int height, int channels, int orientation) {}
