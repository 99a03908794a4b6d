import type { Background, Logger, UploadedBackground } from '@visavis/core';
import type { EncodedVideoFrame, FaceView, VideoCodec, VideoEncoderModule, VideoSource } from '@visavis/media';
import type { FaceSource } from './faces/load-face.js';

/** Side of the square picture, pixels. */
export const FACE_SIZE = 512;
/** Frame rate of every face, idle or speaking. */
export const FACE_FRAMES_PER_SECOND = 25;

/** One bitrate of the idle loop: the whole loop compressed, beginning with a keyframe. */
export interface IdleRung {
  /** The bitrate that was requested from the encoder. */
  readonly bitrateBps: number;
  /**
   * One per loop frame, in order; `undefined` where the picture before it is shown on. The stream may be entered at any
   * keyframe and repeated from its start.
   */
  readonly frames: readonly (EncodedVideoFrame | undefined)[];
}

/** The face at rest, for pages that show it before the video starts. */
export interface Poster {
  /** WebP where the page is seen behind the person. */
  readonly contentType: 'image/jpeg' | 'image/webp';
  readonly data: Uint8Array;
}

/** A prepared face: everything that its silent viewers share. Never changed. */
export interface FacePack {
  /** Hash of the face's content, of the rig and of the encoder settings with which the pack was built. */
  readonly key: string;
  /** Rungs by falling bitrate. Lower rungs may hold fewer and smaller pictures. */
  readonly idle: Readonly<Record<VideoCodec, readonly IdleRung[]>>;
}

/** Options of `prepareFace`. */
export interface PrepareFaceOptions {
  /** Folder for what is prepared; created when missing. */
  readonly cacheDir: string;
  readonly logger: Logger;
  /** Compresses the idle loop, in a worker thread. */
  readonly encoders: VideoEncoderModule;
  /** Ends the preparation, which then rejects. */
  readonly signal?: AbortSignal;
  /** Runs what keeps a core busy for seconds, when its turn has come. @defaultValue at once */
  readonly inTurn?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Options of `createStudio`. */
export interface StudioOptions {
  /** Prepared when the studio opens, and always in memory; the others are prepared at first use. */
  readonly standard: FaceSource;
  /** A face that ships, shown in place of one that is lost. */
  readonly standIn: FaceSource;
  /** Folder for the loops and posters that are prepared at first use; created when missing. */
  readonly cacheDir: string;
  /** Folder of the pictures that may be behind a face, `<name>.jpg`; it need not exist. */
  readonly picturesDir: string;
  readonly logger: Logger;
  /** Most threads that draw and compress for sessions that speak. @defaultValue 1 */
  readonly workers?: number;
  /** Compress the pictures of faces that speak, in worker threads. */
  readonly encoders: VideoEncoderModule;
}

/** Figures of a studio: faces, loops and encoders at present, frames and restarts since its start. */
export interface StudioStats {
  /** Open faces, silent or speaking. */
  readonly faces: number;
  /** Idle loops in memory. */
  readonly loops: number;
  /** Encoders held by faces that speak. */
  readonly liveEncoders: number;
  /** Live frames that came too late and were left out. */
  readonly lateFrames: number;
  /** Worker threads replaced after they died. */
  readonly restarts: number;
}

/** Owner of the idle loops, and of the threads that draw speaking faces. One per process. */
export interface Studio {
  /** Resolves when the standard face can be shown. Rejects with `worker.died` or `provider.failed`. */
  readonly ready: Promise<void>;
  /**
   * Opens a face for one viewer. It is drawn live until its loop, made at first use, is ready. A face that is gone or
   * damaged is logged, and the stand-in is shown; one that cannot be shown before a background is shown before its own.
   *
   * @param view What the face moves to, and what is behind it.
   * @returns The face's video; the caller closes it.
   */
  openFace(view: FaceView, source: FaceSource): VideoSource;
  /**
   * @throws {CodedError} `avatar.one_layer` or `avatar.unknown_background` when a face cannot be shown before a background;
   *   `avatar.unknown_face` or `avatar.invalid_face`.
   */
  check(source: FaceSource, background: Background): Promise<void>;
  /**
   * Takes a picture that one viewer is to see behind a face, under that name. It stays in memory, and so does what is made
   * of it.
   *
   * @param picture Decoded and written anew when it came to this server.
   */
  addPicture(name: UploadedBackground, picture: Uint8Array): void;
  /** Lets go of a picture and of all that was made of it; a view that still asks for it shows the face's own background. */
  removePicture(name: UploadedBackground): void;
  /** The poster of a face, or of the stand-in where the face is lost. Rejects when it cannot be painted. */
  poster(source: FaceSource, background: Background): Promise<Poster>;
  /** Prepares a face ahead of its first viewer. Rejects as `prepareFace` does. */
  prepare(source: FaceSource, background: Background): Promise<void>;
  /** Forgets a face that no more viewers will be shown. Resolves when the last viewer of it has gone. */
  removeFace(faceId: string): Promise<void>;
  stats(): StudioStats;
  /** Closes all faces and ends the threads. Idempotent. */
  close(): Promise<void>;
}
