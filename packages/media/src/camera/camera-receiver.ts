import type { CameraPicture, PictureDecoder, VideoCodec } from '../ports.js';
import { writeBitrateEstimate, writePictureLoss, writeReceiverReport } from '../rtcp/write-receiver.js';
import { readRtp, type RtpPacket } from '../rtp/read-rtp.js';
import { KeyFrameCollector } from './keyframe-collector.js';
import { RtpReception } from './reception.js';

/** The agreed format of the viewer's camera. */
export interface AgreedCamera {
  readonly codec: VideoCodec;
  readonly payloadType: number;
}

/** Interval at which a keyframe is requested and decoded: a model needs no newer pictures. */
export const PICTURE_INTERVAL_MS = 2000;
const REPORT_INTERVAL_MS = 1000;
/**
 * Bitrate requested of the camera: enough for a sharp keyframe every two seconds; the rest of the uplink is for the
 * voice.
 */
const CAMERA_BPS = 400_000;
const VIDEO_CLOCK_HZ = 90_000;
/** A camera that was silent for this long has been replaced: the stream that sends now is the camera. */
const SILENT_MS = 3000;

/** So many frames of one viewer may end the decoder: a loaded machine can be the reason for one, and for another. */
const MAX_FATAL = 3;

/** The stream whose keyframes are decoded. */
interface Source {
  readonly ssrc: number;
  readonly reception: RtpReception;
  readonly collector: KeyFrameCollector;
  heardAtMs: number;
}

/**
 * Receives a viewer's camera: requests a keyframe every two seconds, has that one decoded, skips all others, and sends
 * reports on the reception and a low bitrate estimate. Idle until packets come.
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
  #fatal = 0;

  /** @param options `ssrc` is ours: the source of the reports. `onPicture` is called with each decoded picture. */
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

  /** @param agreed `undefined` when the viewer sends no camera, or no longer. */
  negotiate(agreed: AgreedCamera | undefined): void {
    const same = agreed?.codec === this.#agreed?.codec && agreed?.payloadType === this.#agreed?.payloadType;
    if (!same) this.#source = undefined;
    this.#agreed = agreed;
  }

  /** @param data Any packet that arrived; one that does not belong to the camera is skipped. */
  receive(data: Uint8Array, nowMs: number): void {
    if (!this.#agreed) return;
    const packet = readRtp(data);
    if (packet?.payloadType !== this.#agreed.payloadType) return;
    const source = this.#sourceOf(packet, this.#agreed, nowMs);
    if (!source) return;
    source.heardAtMs = nowMs;
    source.reception.receive(packet, nowMs);
    const frame = source.collector.push(packet);
    if (frame) this.#decode(this.#agreed.codec, frame, nowMs);
  }

  senderReported(ssrc: number, compactNtp: number, nowMs: number): void {
    if (this.#source?.ssrc === ssrc) this.#source.reception.senderReported(compactNtp, nowMs);
  }

  /** Sends the reports and requests that are due. */
  run(nowMs: number): void {
    const source = this.#source;
    if (!source || nowMs - source.heardAtMs > SILENT_MS) return;
    if (nowMs >= this.#reportAtMs) this.#report(source, nowMs);
    if (nowMs >= this.#askAtMs) {
      this.#askAtMs = nowMs + PICTURE_INTERVAL_MS;
      this.#sendWithReport(source, nowMs, writePictureLoss(this.#ssrc, source.ssrc));
    }
  }

  #sourceOf({ ssrc }: RtpPacket, { codec }: AgreedCamera, nowMs: number): Source | undefined {
    const source = this.#source;
    if (source?.ssrc === ssrc) return source;
    // One at a time: the packets of two streams under the same payload type must not be joined into one frame.
    if (source && nowMs - source.heardAtMs < SILENT_MS) return undefined;
    const reception = new RtpReception(ssrc, VIDEO_CLOCK_HZ);
    this.#askAtMs = this.#reportAtMs = nowMs;
    this.#source = { ssrc, reception, collector: new KeyFrameCollector(codec), heardAtMs: nowMs };
    return this.#source;
  }

  #report(source: Source, nowMs: number): void {
    this.#reportAtMs = nowMs + REPORT_INTERVAL_MS;
    this.#sendWithReport(source, nowMs, writeBitrateEstimate(this.#ssrc, source.ssrc, CAMERA_BPS));
  }

  /** Every compound packet begins with a report (RFC 3550 §6.1). */
  #sendWithReport(source: Source, nowMs: number, packet: Buffer): void {
    this.#send(Buffer.concat([writeReceiverReport(this.#ssrc, source.reception.report(nowMs)), packet]));
  }

  #decode(codec: VideoCodec, frame: Uint8Array, nowMs: number): void {
    if (this.#decoding || nowMs < this.#takeAtMs || this.#fatal >= MAX_FATAL) return;
    this.#decoding = true;
    this.#takeAtMs = this.#askAtMs = nowMs + PICTURE_INTERVAL_MS;
    void this.#decoder.toJpeg(codec, frame).then((picture) => {
      this.#decoding = false;
      if (picture === 'fatal') this.#fatal++;
      else if (picture && this.#agreed) this.#onPicture(picture);
    });
  }
}
