import { Encoder } from '@evan/opus';
import { AUDIO_BITRATE_BPS, AUDIO_FRAME_SAMPLES, type AudioEncoder } from '@visavis/media';
import { PLAYOUT_RATE_HZ } from '@visavis/sound';

/**
 * Loss that the encoder prepares for: enough that it spends bits on in-band forward error correction (RFC 6716 §2.1.7).
 */
const EXPECTED_LOSS_PERCENT = 5;

/**
 * Mono Opus for speech, 48 kHz, 20 ms, with in-band forward error correction. The library frees its native memory with
 * the object.
 */
export function createOpusEncoder(): AudioEncoder {
  const encoder = new Encoder({ channels: 1, sample_rate: PLAYOUT_RATE_HZ, application: 'voip' });
  encoder.bitrate = AUDIO_BITRATE_BPS;
  encoder.inband_fec = true;
  encoder.packet_loss = EXPECTED_LOSS_PERCENT;
  encoder.signal = 'voice';
  return {
    encode(samples) {
      if (samples.length !== AUDIO_FRAME_SAMPLES) {
        throw new RangeError(`An audio frame has ${AUDIO_FRAME_SAMPLES} samples, got ${samples.length}`);
      }
      // The library may return a view of its own buffer, but the caller owns the packet.
      return encoder.encode(samples).slice();
    },
    setBitrate: (bitrateBps) => void (encoder.bitrate = bitrateBps),
    close: () => undefined,
  };
}
