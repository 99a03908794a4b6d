import type { Logger } from '@visavis/core';
import type { EncodedVideoFrame, PlayoutView, VideoCodec, VideoEncoderModule, VideoSource } from '@visavis/media';
import type { FaceSource } from './faces/load-face.js';

/** Side of the square picture, pixels. */
export const FACE_SIZE = 512;
/** Frame rate of every face, idle or speaking. */
export const FACE_FRAMES_PER_SECOND = 25;

/** One bitrate of the idle loop: the whole loop compressed, beginning with a keyframe. */
export interface IdleRung {
  /** The bitrate that was requested from the encoder. */
  readonly bitrateBps: number;
  /** One per loop frame, in order; the stream may be entered at any keyframe and repeated from its start. */
  readonly frames: readonly EncodedVideoFrame[];
}

/** The face at rest, for pages that show it before the video starts. */
export interface Poster {
  readonly contentType: 'image/jpeg';
  readonly data: Uint8Array;
}

/** A prepared face: everything that its viewers share. Kept in memory, never changed. */
export interface FacePack {
  /** Hash of the face's content, of the rig and of the encoder settings with which the pack was built. */
  readonly key: string;
  readonly poster: Poster;
  /** Rungs by falling bitrate. Every rung holds the same pictures. */
  readonly idle: Readonly<Record<VideoCodec, readonly IdleRung[]>>;
}

/** Options of `prepareFace`. */
export interface PrepareFaceOptions {
  /** Folder for the prepared pack; created when missing. */
  readonly cacheDir: string;
  readonly logger: Logger;
  /** Compresses the idle loop, in a worker thread. */
  readonly encoders: VideoEncoderModule;
}

/** A face that can be shown, silent by its pack and speaking by what its source holds. */
export interface PreparedFace {
  readonly source: FaceSource;
  readonly pack: FacePack;
}

/** Options of `createStudio`. */
export interface StudioOptions {
  /** The faces that it can show from the beginning. */
  readonly faces: readonly PreparedFace[];
  readonly logger: Logger;
  /** Most threads that draw and compress for sessions that speak. @defaultValue 1 */
  readonly workers?: number;
  /** Compress the pictures of faces that speak, in worker threads. */
  readonly encoders: VideoEncoderModule;
}

/** Figures of a studio: faces and encoders at present, frames and restarts since its start. */
export interface StudioStats {
  /** Open faces, silent or speaking. */
  readonly faces: number;
  /** Encoders held by faces that speak. */
  readonly liveEncoders: number;
  /** Live frames that came too late and were left out. */
  readonly lateFrames: number;
  /** Worker threads replaced after they died. */
  readonly restarts: number;
}

/** Owner of the threads that draw speaking faces. One per process. */
export interface Studio {
  /**
   * @param view The session's playout. @param faceId Which face is shown.
   * @returns The face's video; the caller closes it.
   * @throws {CodedError} `avatar.unknown_face` when the studio has no such face.
   */
  openFace(view: PlayoutView, faceId: string): VideoSource;
  /** Adds a face, in place of one with the same id; what shows that one goes on showing it. */
  addFace(face: PreparedFace): void;
  /**
   * Takes a face away: no more viewers are shown it. One that there is not is away already.
   *
   * @returns Resolves when the last viewer of it has gone: until then, what its source names is still read.
   */
  removeFace(faceId: string): Promise<void>;
  stats(): StudioStats;
  /** Closes all faces and ends the threads. Idempotent. */
  close(): Promise<void>;
}
