package dev.attune.audio.decoding;

import com.jcraft.jogg.Packet;
import com.jcraft.jorbis.Block;
import com.jcraft.jorbis.Comment;
import com.jcraft.jorbis.DspState;
import com.jcraft.jorbis.Info;

/** Vorbis packets to samples by JOrbis: three headers, then audio; channels are averaged. */
final class VorbisPackets {
  private static final int HEADERS = 3;

  private final String name;
  private final AudioLimits limits;
  private final MonoSamples into;
  private final Info info = new Info();
  private final Comment comment = new Comment();
  private final DspState dsp = new DspState();
  private Block block;
  private long packets;

  VorbisPackets(String name, AudioLimits limits, MonoSamples into) {
    this.name = name;
    this.limits = limits;
    this.into = into;
    info.init();
    comment.init();
  }

  int rate() {
    return info.rate;
  }

  boolean audioBegun() {
    return packets > HEADERS;
  }

  void add(byte[] bytes) {
    Packet packet = new Packet();
    packet.packet_base = bytes;
    packet.bytes = bytes.length;
    packet.b_o_s = packets == 0 ? 1 : 0;
    packet.packetno = packets;
    // JOrbis trims by granule positions only where it knows them; the stream does it exactly.
    packet.granulepos = -1;
    if (packets < HEADERS) {
      addHeader(packet);
    } else if (bytes.length > 0) {
      addAudio(packet);
    }
    packets++;
  }

  private void addHeader(Packet packet) {
    int type = (int) (2 * packets + 1);
    if (!Bytes.is(packet.packet_base, 0, (char) type + "vorbis")) {
      throw brokenHeader();
    }
    if (packets == 1) {
      // Titles and artists are not read; JOrbis only asks that somebody did.
      comment.vendor = new byte[0];
      return;
    }
    if (packets == 2) {
      VorbisSetup.check(packet.packet_base, name);
    }
    if (info.synthesis_headerin(comment, packet) < 0) {
      throw brokenHeader();
    }
    if (packets == 0) {
      limits.checkChannels(name, info.channels);
      AudioDecoder.checkedRate(name, info.rate);
    } else {
      dsp.synthesis_init(info);
      block = new Block(dsp);
    }
  }

  private UnreadableAudioException brokenHeader() {
    return new UnreadableAudioException(
        name, "the three headers of Vorbis", "a broken header " + (packets + 1));
  }

  private void addAudio(Packet packet) {
    if (block.synthesis(packet) != 0) {
      throw new UnreadableAudioException(
          name, "a sound Ogg Vorbis", "a broken packet " + (packets + 1));
    }
    dsp.synthesis_blockin(block);
    float[][][] pcm = new float[1][][];
    int[] offsets = new int[info.channels];
    int count = dsp.synthesis_pcmout(pcm, offsets);
    while (count > 0) {
      for (int i = 0; i < count; i++) {
        double sum = 0;
        for (int c = 0; c < info.channels; c++) {
          sum += pcm[0][c][offsets[c] + i];
        }
        into.add(sum / info.channels);
      }
      dsp.synthesis_read(count);
      count = dsp.synthesis_pcmout(pcm, offsets);
    }
  }
}
