import { AUDIO_BITRATE_BPS, AUDIO_FRAME_SAMPLES, type AudioEncoder, type MediaCodecs } from '../ports.js';
import { PLAYOUT_RATE_HZ } from '@visavis/sound';
import { RtpStream } from '../rtp/rtp-stream.js';

/**
 * Silent frames still encoded after speech, so that the decoder ends in the encoder's own state and no click is heard.
 */
const SETTLING_FRAMES = 5;

type CreateAudioEncoder = MediaCodecs['createAudioEncoder'];

const silences = new WeakMap<CreateAudioEncoder, Uint8Array>();

/** @returns One packet of silence, the same for every viewer: a settled encoder always encodes silence in this way. */
function silencePacket(createAudioEncoder: CreateAudioEncoder): Uint8Array {
  const known = silences.get(createAudioEncoder);
  if (known) return known;
  const encoder = createAudioEncoder();
  const frame = new Int16Array(AUDIO_FRAME_SAMPLES);
  for (let i = 0; i < 2 * SETTLING_FRAMES; i++) encoder.encode(frame);
  const silence = encoder.encode(frame);
  encoder.close();
  silences.set(createAudioEncoder, silence);
  return silence;
}

/** One session's sound on the wire: a packet every 20 ms, during silence, too. */
export class AudioSender {
  readonly stream: RtpStream;
  readonly #createEncoder: CreateAudioEncoder;
  readonly #send: (packet: Buffer) => void;
  readonly #quiet = new Int16Array(AUDIO_FRAME_SAMPLES);
  #encoder: AudioEncoder | undefined;
  #settling = 0;
  #payloadType: number | undefined;
  #speaking = false;
  #bitrateBps = AUDIO_BITRATE_BPS;

  constructor(ssrc: number, createEncoder: CreateAudioEncoder, send: (packet: Buffer) => void) {
    this.stream = new RtpStream({ ssrc, clockRateHz: PLAYOUT_RATE_HZ });
    this.#createEncoder = createEncoder;
    this.#send = send;
  }

  /** @param payloadType `undefined` while the viewer receives no sound. */
  negotiate(payloadType: number | undefined): void {
    this.#payloadType = payloadType;
  }

  setBitrate(bitrateBps: number): void {
    if (bitrateBps === this.#bitrateBps) return;
    this.#bitrateBps = bitrateBps;
    this.#encoder?.setBitrate(bitrateBps);
  }

  /** @param samples One frame; `undefined` for silence. @param mediaMs The media time at which it sounds. */
  sendFrame(samples: Int16Array | undefined, mediaMs: number): void {
    if (this.#payloadType === undefined) return;
    const payload = this.#encode(samples);
    // The marker flags the start of speech after silence (RFC 3551 §4.1): a good moment for the receiver to adjust its
    // buffer.
    const marker = samples !== undefined && !this.#speaking;
    this.#speaking = samples !== undefined;
    this.#send(this.stream.write(payload, { payloadType: this.#payloadType, mediaMs, marker }));
  }

  close(): void {
    this.#encoder?.close();
    this.#encoder = undefined;
  }

  #encode(samples: Int16Array | undefined): Uint8Array {
    if (samples) this.#settling = SETTLING_FRAMES;
    else if (this.#settling-- <= 0) return silencePacket(this.#createEncoder);
    this.#encoder ??= this.#openEncoder();
    return this.#encoder.encode(samples ?? this.#quiet);
  }

  #openEncoder(): AudioEncoder {
    const encoder = this.#createEncoder();
    encoder.setBitrate(this.#bitrateBps);
    return encoder;
  }
}
