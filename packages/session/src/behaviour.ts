import type { Attention, Clock, Logger } from '@visavis/core';
import type { CameraPicture } from '@visavis/media';
import type { ServerEvent, SessionConfig } from '@visavis/protocol';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type { TurnTaking } from '@visavis/speech';
import type { Outlet } from './downlink/outlet.js';
import type { ConversationEngines } from './engines.js';
import type { ReceivedMessage } from './frames/received-message.js';
import type { TurnEntry } from './journal.js';
import type { SessionSettings } from './settings/session-settings.js';
import type { Choices } from './settings/unhonoured.js';
import type { SocketQuery } from './socket-query.js';

/** The messages that steer a behaviour; sound, signalling, motion and what is behind the face have their own ways. */
export type SteeringMessage = Exclude<
  ReceivedMessage,
  { type: 'unknown' | 'audio.append' | 'motion' | 'background' | `signaling.${string}` }
>;

/**
 * One way to converse: how the client's sound and messages are handled, and what the face says. It sends the events about
 * that to the client, and no others. Messages come in the order of the wire, one at a time.
 */
export interface Behaviour {
  /** The session's model, voices and abilities, as clients receive them. */
  readonly choices: Choices;
  /** Rate at which `hear` takes the client's sound. */
  readonly hearingRateHz: number;
  /** Rate of the client's sound where the client declares none; `undefined` where it has to be detected. */
  readonly assumedRateHz: number | undefined;
  /** How many times faster than real time the client's sound may come; `undefined` where it may come at any speed. */
  readonly fastestHearing: number | undefined;
  /** @param samples −1…1 at `hearingRateHz`. */
  hear(samples: Float32Array): void;
  /** A picture of the viewer's camera. */
  see(picture: CameraPicture): void;
  /** The client's settings have changed. */
  configure(config: Readonly<SessionConfig>): void;
  handle(message: SteeringMessage): void;
  /** The client sets what its silent face attends to. */
  attend(attention: Attention): void;
  /** The client knows its settings: the face says its first words now. */
  greet(): void;
  /** The viewer can hear the face from now on. */
  voiceCleared(): void;
  /** Ends what was opened. Idempotent. */
  close(): void | Promise<void>;
}

/** The parts of a session that its behaviour uses. */
export interface BehaviourContext {
  readonly engines: ConversationEngines;
  readonly outlet: Outlet;
  readonly avatar: AvatarRecord;
  /** How the face takes turns with the user: the avatar's choices, then the operator's. */
  readonly turnTaking: TurnTaking;
  readonly query: SocketQuery;
  /** Notified by the behaviour of what the client does; owned by the session. */
  readonly settings: SessionSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Records a finished turn in the session's journal. */
  recordTurn(turn: TurnEntry): void;
  send(event: ServerEvent): void;
}
