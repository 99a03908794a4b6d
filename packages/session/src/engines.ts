import type { Background, Events, UploadedBackground } from '@visavis/core';
import type { FaceView, MediaSessionEvents, Playout, VideoSource } from '@visavis/media';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type {
  Aligner,
  Brain,
  Interlocutor,
  OwnTools,
  SpeechRecognizer,
  Synthesizer,
  VoiceActivityDetector,
} from '@visavis/speech';
import type { Logger } from '@visavis/core';
import type { FrameReader } from './frames/frame-reader.js';
import type { NegotiableMedia } from './signalling/signalling.js';

/** Engine that draws the face of a session. */
export interface Faces {
  /**
   * @param view What the face moves to, and what is behind it. @param avatar Which avatar wears the face.
   * @returns Its pictures; the session closes them.
   */
  open(view: FaceView, avatar: AvatarRecord): VideoSource;
  /** Resolves when the face of an avatar can be shown before a background, else rejects with the reason. */
  check(avatar: AvatarRecord, background: Background): Promise<void>;
  /**
   * Decodes a picture that a session's client has sent, so that it can be seen behind the session's face under that name.
   *
   * @throws {CodedError} `face.not_a_picture`, `face.picture_damaged`, `face.picture_too_big`, `face.failed`,
   *   `face.unavailable`. @throws The reason of `signal`, when that aborts: the picture is not needed any more.
   */
  addPicture(name: UploadedBackground, picture: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Lets go all that is known of such a picture. Idempotent. */
  removePicture(name: UploadedBackground): void;
}

/** Engines that detect speech and transcribe it. */
export interface Ears {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: SpeechRecognizer;
  /** Whether clients may recognise their users themselves. */
  readonly takesTranscripts: boolean;
}

/** Engine that speaks, and the one that finds the sounds of speech for the mouth where none are reported. */
export interface Voices {
  readonly synthesizer: Synthesizer;
  readonly aligner: Aligner;
}

/** Engines that answer. */
export interface Minds {
  /** Writes answers. */
  readonly brain: Brain;
  /** Hears and speaks by itself, in place of ears, brain and voice. @defaultValue none */
  readonly interlocutor?: Interlocutor | undefined;
  /** The server's own tools, which the brain may call beside those of the client. @defaultValue none */
  readonly tools?: OwnTools;
}

/** One viewer's connection, as far as a session uses it. */
export interface SessionMedia extends NegotiableMedia {
  readonly events: Events<MediaSessionEvents>;
  /** Idempotent. */
  close(): void;
}

/** Engine that carries picture and sound to viewers. */
export interface Media {
  /** @param options `video` and `playout` stay the session's own. @returns A connection that the session closes. */
  openSession(options: { video: VideoSource; playout: Playout; logger: Logger }): SessionMedia;
}

/** The engines of a conversation. */
export interface ConversationEngines {
  readonly ears: Ears;
  readonly voices: Voices;
  readonly minds: Minds;
}

/** The engines of all sessions. Loaded once per process, shared by all sessions, closed by the server. */
export interface SessionEngines {
  readonly faces: Faces;
  /** @param avatar May have an engine, a model and a voice of its own. */
  enginesFor(avatar: AvatarRecord): ConversationEngines;
  readonly media: Media;
  readonly frames: FrameReader;
}
