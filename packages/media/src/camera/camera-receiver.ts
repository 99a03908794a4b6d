import type { CameraPicture, PictureDecoder, VideoCodec } from '../ports.js';
import { writeBitrateEstimate, writePictureLoss, writeReceiverReport } from '../rtcp/write-receiver.js';
import { readRtp, type RtpPacket } from '../rtp/read-rtp.js';
import { KeyFrameCollector } from './keyframe-collector.js';
import { Reception } from './reception.js';

/** What was agreed about the viewer's camera. */
export interface AgreedCamera {
  readonly codec: VideoCodec;
  readonly payloadType: number;
}

/** How often a picture is asked for and taken: what is looked at by a model changes no faster. */
export const PICTURE_INTERVAL_MS = 2000;
const REPORT_INTERVAL_MS = 1000;
/** Enough for a sharp keyframe every two seconds; the uplink is the voice's. */
const CAMERA_BPS = 400_000;
const VIDEO_CLOCK_HZ = 90_000;
/** A camera that was silent for as long has been switched: whoever sends now is the camera. */
const SILENT_MS = 3000;

/** The stream that is looked at. */
interface Source {
  readonly ssrc: number;
  readonly reception: Reception;
  readonly collector: KeyFrameCollector;
  heardAtMs: number;
}

/**
 * Looks at a viewer's camera: asks for a keyframe every two seconds, has that one decoded, passes over all others, and
 * tells the sender how it is received and how little is wanted. Idle until packets come.
 */
export class CameraReceiver {
  readonly #ssrc: number;
  readonly #decoder: Pick<PictureDecoder, 'toJpeg'>;
  readonly #send: (packet: Buffer) => void;
  readonly #onPicture: (picture: CameraPicture) => void;
  #agreed: AgreedCamera | undefined;
  #source: Source | undefined;
  #askAtMs = 0;
  #takeAtMs = 0;
  #reportAtMs = 0;
  #decoding = false;

  /** @param ssrc Ours, in what is told to the sender. */
  constructor(options: {
    ssrc: number;
    decoder: Pick<PictureDecoder, 'toJpeg'>;
    send: (packet: Buffer) => void;
    onPicture: (picture: CameraPicture) => void;
  }) {
    this.#ssrc = options.ssrc;
    this.#decoder = options.decoder;
    this.#send = options.send;
    this.#onPicture = options.onPicture;
  }

  /** @param agreed `undefined` when the viewer shows nothing, or no longer. */
  negotiate(agreed: AgreedCamera | undefined): void {
    const same = agreed?.codec === this.#agreed?.codec && agreed?.payloadType === this.#agreed?.payloadType;
    if (!same) this.#source = undefined;
    this.#agreed = agreed;
  }

  /** @param data Anything that came; what is no packet of the camera's is passed over. */
  receive(data: Uint8Array, nowMs: number): void {
    if (!this.#agreed) return;
    const packet = readRtp(data);
    if (packet?.payloadType !== this.#agreed.payloadType) return;
    const source = this.#sourceOf(packet, this.#agreed, nowMs);
    if (!source) return;
    source.heardAtMs = nowMs;
    source.reception.receive(packet, nowMs);
    const frame = source.collector.push(packet);
    if (frame) this.#look(this.#agreed.codec, frame, nowMs);
  }

  senderReported(ssrc: number, compactNtp: number, nowMs: number): void {
    if (this.#source?.ssrc === ssrc) this.#source.reception.senderReported(compactNtp, nowMs);
  }

  /** Sends what is due. */
  run(nowMs: number): void {
    const source = this.#source;
    if (!source || nowMs - source.heardAtMs > SILENT_MS) return;
    if (nowMs >= this.#reportAtMs) this.#report(source, nowMs);
    if (nowMs >= this.#askAtMs) {
      this.#askAtMs = nowMs + PICTURE_INTERVAL_MS;
      this.#tell(source, nowMs, writePictureLoss(this.#ssrc, source.ssrc));
    }
  }

  #sourceOf({ ssrc }: RtpPacket, { codec }: AgreedCamera, nowMs: number): Source | undefined {
    const source = this.#source;
    if (source?.ssrc === ssrc) return source;
    // One at a time: a second stream under the same payload type must not make two pictures into one.
    if (source && nowMs - source.heardAtMs < SILENT_MS) return undefined;
    const reception = new Reception(ssrc, VIDEO_CLOCK_HZ);
    this.#askAtMs = this.#reportAtMs = nowMs;
    this.#source = { ssrc, reception, collector: new KeyFrameCollector(codec), heardAtMs: nowMs };
    return this.#source;
  }

  #report(source: Source, nowMs: number): void {
    this.#reportAtMs = nowMs + REPORT_INTERVAL_MS;
    this.#tell(source, nowMs, writeBitrateEstimate(this.#ssrc, source.ssrc, CAMERA_BPS));
  }

  /** Every compound packet begins with a report (RFC 3550 §6.1). */
  #tell(source: Source, nowMs: number, packet: Buffer): void {
    this.#send(Buffer.concat([writeReceiverReport(this.#ssrc, source.reception.report(nowMs)), packet]));
  }

  #look(codec: VideoCodec, frame: Uint8Array, nowMs: number): void {
    if (this.#decoding || nowMs < this.#takeAtMs) return;
    this.#decoding = true;
    this.#takeAtMs = this.#askAtMs = nowMs + PICTURE_INTERVAL_MS;
    void this.#decoder.toJpeg(codec, frame).then((picture) => {
      this.#decoding = false;
      if (picture && this.#agreed) this.#onPicture(picture);
    });
  }
}
