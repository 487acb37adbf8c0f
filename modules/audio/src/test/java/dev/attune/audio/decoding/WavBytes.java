package dev.attune.audio.decoding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** WAV files made by hand, right ones and wrong ones. */
final class WavBytes {
  private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

  /** A format chunk of 16 bytes. */
  WavBytes format(int code, int channels, long rate, int bits) {
    int frame = channels * bits / 8;
    return format(code, channels, rate, bits, frame);
  }

  WavBytes format(int code, int channels, long rate, int bits, int frame) {
    byte[] body = new byte[16];
    ByteBuffer into = little(body);
    into.putShort((short) code).putShort((short) channels).putInt((int) rate);
    into.putInt((int) (rate * frame)).putShort((short) frame).putShort((short) bits);
    return chunk("fmt ", body);
  }

  /** WAVE_FORMAT_EXTENSIBLE around a code. */
  WavBytes extensible(int code, int channels, long rate, int bits) {
    byte[] body = new byte[40];
    ByteBuffer into = little(body);
    into.putShort((short) 0xFFFE).putShort((short) channels).putInt((int) rate);
    into.putInt(0).putShort((short) (channels * bits / 8)).putShort((short) bits);
    into.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) code);
    return chunk("fmt ", body);
  }

  WavBytes data(byte... samples) {
    return chunk("data", samples);
  }

  WavBytes data16(int... samples) {
    byte[] body = new byte[2 * samples.length];
    ByteBuffer into = little(body);
    for (int sample : samples) {
      into.putShort((short) sample);
    }
    return data(body);
  }

  WavBytes dataFloat(float... samples) {
    byte[] body = new byte[4 * samples.length];
    ByteBuffer into = little(body);
    for (float sample : samples) {
      into.putFloat(sample);
    }
    return data(body);
  }

  WavBytes chunk(String name, byte... body) {
    return claiming(name, body.length, body);
  }

  /** A chunk that says it is of another length than it is. */
  WavBytes claiming(String name, long length, byte... body) {
    chunks.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    byte[] size = new byte[4];
    little(size).putInt((int) length);
    chunks.writeBytes(size);
    chunks.writeBytes(body);
    if (body.length % 2 == 1) {
      chunks.write(0);
    }
    return this;
  }

  byte[] end() {
    byte[] file = new byte[12 + chunks.size()];
    ByteBuffer into = little(file);
    into.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(4 + chunks.size());
    into.put("WAVE".getBytes(StandardCharsets.ISO_8859_1)).put(chunks.toByteArray());
    return file;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
