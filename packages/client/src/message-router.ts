import type { Emitter } from './emitter.js';
import type { FaceMedia } from './face-media.js';
import type { ServerMessage } from './incoming.js';
import type { Problem } from './problem.js';
import type { SessionEntry } from './session-entry.js';
import type { SessionEvents } from './session-events.js';
import type { SessionTracker } from './session-tracker.js';
import type { Tools } from './tools.js';
import type { UserMedia } from './user-media.js';

/** The parts of a session that the server's messages concern. */
export interface RouterParts {
  readonly events: Pick<Emitter<SessionEvents>, 'emit'>;
  readonly tracker: SessionTracker;
  readonly entry: SessionEntry;
  readonly face: FaceMedia;
  readonly user: UserMedia;
  readonly tools: Tools;
}

export interface RouterHandlers {
  /** The conversation may begin. Called once. */
  begun(): void;
  /** A tool of this page that the brain has called has a result. */
  toolAnswered(callId: string, output: unknown): void;
  refused(problem: Problem): void;
}

type MessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** Hands each message of the server to the part of the session that it concerns. */
export class MessageRouter {
  readonly #parts: RouterParts;
  readonly #handlers: RouterHandlers;
  #capabilities: readonly string[] = [];

  constructor(parts: RouterParts, handlers: RouterHandlers) {
    this.#parts = parts;
    this.#handlers = handlers;
  }

  /** Capabilities of the server beyond the common dialect; empty until the server has listed them. */
  get capabilities(): readonly string[] {
    return this.#capabilities;
  }

  route(message: ServerMessage): void {
    const { events, face, tracker } = this.#parts;
    switch (message.type) {
      case 'connected':
        return this.#admitted(message);
      case 'queued':
        return this.#queued(message);
      case 'refused':
        return this.#handlers.refused(message.problem);
      case 'warned':
        return events.emit('warned', { code: message.code, message: message.message });
      case 'configured':
        return this.#configured();
      case 'offer':
        return face.peer.acceptOffer(message.sdp);
      case 'answer':
        return face.peer.acceptAnswer(message.sdp);
      case 'candidate':
        return face.peer.addCandidate(message.candidate);
      case 'measured':
        return events.emit('latencyMeasured', { replyId: message.replyId, stages: message.stages });
      case 'toolCalled':
        return this.#called(message);
      case 'created':
        this.#capabilities = message.capabilities;
        if (message.engines) events.emit('enginesStated', message.engines);
        return;
      default:
        return tracker.follow(message);
    }
  }

  /** The queue may take long: the time limit stops, and the microphone stays closed meanwhile. */
  #queued(place: MessageOf<'queued'>): void {
    const { entry, tracker, user } = this.#parts;
    entry.hold();
    user.hold();
    tracker.apply(place);
  }

  #admitted({ iceServers, resumed }: MessageOf<'connected'>): void {
    const { entry, face, tracker, user } = this.#parts;
    if (iceServers.length > 0 || resumed) face.peer.setIceServers(iceServers);
    else face.peer.waitForIceServers(entry.fetchIceServers());
    if (tracker.state.name !== 'queued') return;
    tracker.apply({ type: 'admitted' });
    entry.expect();
    user.expectPicture();
  }

  /** Only the first `session.updated` begins the conversation; later ones acknowledge settings. */
  #configured(): void {
    const { entry, tracker, user } = this.#parts;
    if (tracker.state.name !== 'connecting') return;
    entry.hold();
    tracker.apply({ type: 'configured' });
    user.openGate();
    this.#handlers.begun();
  }

  #called({ callId, name, arguments: given }: MessageOf<'toolCalled'>): void {
    const { events, tools } = this.#parts;
    const result = tools.call(name, given);
    if (result) void result.then((output) => this.#handlers.toolAnswered(callId, output));
    else events.emit('toolCalled', { callId, name, arguments: given });
  }
}
