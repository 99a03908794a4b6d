import type { Emitter } from './emitter.js';
import type { ServerMessage } from './incoming.js';
import { Replies } from './replies.js';
import type { SessionEvents } from './session-events.js';
import { nextState, type SessionState, type StateInput } from './state.js';

/** The server messages about the conversation itself. */
export type ConversationMessage = Extract<
  ServerMessage,
  { type: `user${string}` | `reply${string}` | 'playbackStarted' }
>;

/** The face's sound, full or silenced. */
export interface Ducking {
  duck(): void;
  unduck(): void;
}

/** Tracks a session: keeps its one state, joins the pieces of replies, and silences the face at a barge-in. */
export class SessionTracker {
  readonly #events: Pick<Emitter<SessionEvents>, 'emit'>;
  readonly #face: Ducking;
  readonly #replies = new Replies();
  #state: SessionState = { name: 'idle' };

  constructor(events: Pick<Emitter<SessionEvents>, 'emit'>, face: Ducking) {
    this.#events = events;
    this.#face = face;
  }

  get state(): SessionState {
    return this.#state;
  }

  get speaking(): boolean {
    return this.#state.name === 'live' && this.#state.activity === 'speaking';
  }

  /** Applies an input to the state and emits `stateChanged` when it changes. */
  apply(input: StateInput): void {
    const from = this.#state;
    const to = nextState(from, input);
    if (to === from) return;
    this.#state = to;
    if (this.speaking) this.#face.unduck();
    this.#events.emit('stateChanged', { from, to });
  }

  /** Applies a message about what either side says. */
  follow(message: ConversationMessage): void {
    switch (message.type) {
      case 'userStarted':
        // The server stops the reply; sound that has left it already would be heard over the user for 100 ms more.
        if (this.speaking) this.#face.duck();
        this.apply({ type: 'userStarted' });
        return this.#events.emit('userStarted', { itemId: message.itemId });
      case 'userStopped':
        return this.apply({ type: 'userStopped' });
      case 'userTranscribed':
        if (message.final && message.text.trim() === '') this.apply({ type: 'nothingHeard' });
        return this.#events.emit('userTranscribed', message);
      case 'replyDelta':
        this.apply({ type: 'replyStarted', replyId: message.replyId });
        return this.#emitReply(message.replyId, this.#replies.append(message.replyId, message.text), false);
      case 'replyDone':
        return this.#emitReply(message.replyId, this.#replies.finish(message.replyId, message.text), true);
      case 'replyResumed':
        return this.#events.emit('replyResumed', message);
      case 'replyHeard':
        return this.#events.emit('replyHeard', message);
      case 'playbackStarted':
        this.apply({ type: 'replyStarted', replyId: message.replyId ?? '' });
        return this.#events.emit('replyStarted', { replyId: message.replyId ?? '' });
      case 'replyEnded':
        return this.apply({ type: 'replyEnded', replyId: message.replyId });
    }
  }

  #emitReply(replyId: string, text: string, final: boolean): void {
    this.#events.emit('replyUpdated', { replyId, text, final });
  }
}
