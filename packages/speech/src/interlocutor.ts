import type { WarningCode } from '@visavis/core';
import type { ConversationSettings, ReplyOverrides } from './conversation-settings.js';
import type { Engine } from './engine.js';
import type { HistoryItem } from './history.js';
import type { RecognitionStream, ReplyPart, ShownPicture } from './ports.js';

/** A mind that hears the user and speaks by itself (speech-to-speech). Loaded once per process, shared by all sessions. */
export interface Interlocutor extends Engine {
  /** A name of it for users, who should know what answers them. */
  readonly label: string;
  /** Its voices; any other name is mapped to one of them. */
  readonly voices: readonly string[];
  /** Whether it looks at pictures. */
  readonly sees: boolean;
  /** @returns A conversation of its own. The caller closes it. */
  open(options: InterlocutionOptions): Interlocution;
}

/** What a conversation with an interlocutor needs of the side that holds it. */
export interface InterlocutionOptions {
  /** The history as it stands now, which is sent again where a connection takes the place of another. */
  history(): readonly HistoryItem[];
  /** Something does not work as requested; the conversation goes on. */
  warn(code: WarningCode, message: string): void;
}

/**
 * One user's conversation with an interlocutor. Items have the ids of the history, whatever the interlocutor calls them.
 * Nothing here throws: what fails is the reply that was asked for, or the transcript.
 */
export interface Interlocution {
  /** Replaces the settings, from the next reply on. */
  configure(settings: ConversationSettings): void;
  /** Begins an utterance of the user's. */
  hear(): HeardUtterance;
  /** @param afterId The item that it stands behind, as in a `Position`. @defaultValue the last one */
  add(item: HistoryItem, afterId?: string): void;
  delete(itemId: string): void;
  /** Cuts a spoken reply to its first `heardMs`, in which `text` is heard. */
  truncate(itemId: string, heardMs: number, text: string): void;
  /** Shows a picture, which the next reply may be about. */
  show(picture: ShownPicture): void;
  /** Requests a reply to the conversation as it stands. One at a time: the one before has ended, or is abandoned. */
  respond(settings: ConversationSettings & ReplyOverrides): SoundReply;
  /** Ends everything at once. Idempotent. */
  close(): void;
}

/** An utterance of the user's on its way to an interlocutor, which is its own recogniser. */
export interface HeardUtterance extends RecognitionStream {
  /** The utterance has this id in the history. Called once it is finished. */
  keptAs(itemId: string): void;
}

/**
 * A piece of a reply, as it comes: faster than it is heard. Words and sound of one `stretch` belong together, and
 * stretches follow each other.
 */
export type SoundReplyPart =
  | Exclude<ReplyPart, { readonly type: 'text' | 'retracted' }>
  | { readonly type: 'words'; readonly stretch: string; readonly text: string }
  /** `samples`: mono at `WIRE_RATE_HZ`, any length. */
  | { readonly type: 'sound'; readonly stretch: string; readonly samples: Int16Array };

/** A reply that an interlocutor speaks. */
export interface SoundReply {
  /** Once. @throws {CodedError} `provider.*`, or the signal's reason when aborted. */
  parts(signal: AbortSignal): AsyncIterable<SoundReplyPart>;
  /** No more than `heardMs` of its sound will be heard. */
  cut(heardMs: number): void;
  /** It has ended. @param itemId Its id in the history. @param text What is kept of it there. */
  keptAs(itemId: string, text: string): void;
}
