import type { Dialect, Parsed } from '@visavis/protocol';
import type { ReceivedMessage } from './received-message.js';

/** Enough for the last member of a message. */
const END_BYTES = 100;

/** A text frame that is too large to be read between two ticks of the media clock: it holds pictures or long sound. */
export class LargeFrame {
  /** @param utf8 The frame's text. The reader of the frame may take its memory. */
  constructor(readonly utf8: Uint8Array) {}

  /** The last characters, as far as they are ASCII. */
  get end(): string {
    return Buffer.from(this.utf8.subarray(-END_BYTES)).toString('latin1');
  }
}

/** Reads large frames, of all sessions. */
export interface FrameReader {
  /**
   * Reads a frame as `readFrame` does.
   *
   * @param frame Cannot be used afterwards.
   * @throws {CodedError} `worker.died`, `provider.failed`, when it could not be read.
   */
  read(frame: LargeFrame, dialect: Dialect['name']): Promise<Parsed<ReceivedMessage>>;
}
