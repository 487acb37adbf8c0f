/**
 * Image files to pixels: PNG, JPEG, GIF, BMP and WebP from anywhere, checked and bounded before
 * anything is allocated, turned upright, over white, in sRGB.
 */
package dev.attune.image.decoding;
