import { ERRORS, type Clock, type Logger, type ResourceStack, type WarningCode } from '@visavis/core';
import type { Dialect, Parsed, ServerEvent } from '@visavis/protocol';
import type { AvatarRecord } from '@visavis/protocol/rest';
import { turnTakingOf, type TurnTaking } from '@visavis/speech';
import { enginesOf } from './avatar-engines.js';
import type { Behaviour } from './behaviour.js';
import type { FaceCues } from './downlink/face-cues.js';
import { openOutlet } from './downlink/outlet.js';
import { VoiceGate } from './downlink/voice-gate.js';
import type { SessionEngines } from './engines.js';
import { LargeFrame } from './frames/frame-reader.js';
import { readFrame, type ReceivedMessage } from './frames/received-message.js';
import type { IdleWatch } from './idle-watch.js';
import type { TurnEntry } from './journal.js';
import { openBehaviour } from './open-behaviour.js';
import type { SessionInput } from './session-state.js';
import { SessionBackground } from './settings/session-background.js';
import { SessionSettings } from './settings/session-settings.js';
import type { ViewerState } from './signalling/viewer-state.js';
import { Signalling, type SignallingEvents } from './signalling/signalling.js';
import type { SocketQuery } from './socket-query.js';
import { AudioUplink } from './uplink/audio-uplink.js';
import { MessageLine, type ClientFrame } from './message-line.js';
import { resampler } from './uplink/resampler.js';

const MAX_MALFORMED_WARNINGS = 20;
const NOT_HANDLED = 'That message could not be handled';
/** Messages with which a client without a microphone uses the face; any other may come from a client that has been left. */
const USES: readonly ReceivedMessage['type'][] = ['text.input', 'say', 'response.create'];

export interface LiveSessionOptions {
  readonly id: string;
  readonly dialect: Dialect;
  readonly query: SocketQuery;
  readonly avatar: AvatarRecord;
  /** How faces take turns, where the avatar has no choice of its own. */
  readonly turnTaking: TurnTaking | undefined;
  readonly engines: SessionEngines;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Owns everything opened here. */
  readonly resources: ResourceStack;
  readonly idle: IdleWatch;
  send(event: ServerEvent): void;
  stepped(input: SessionInput): void;
  /** Records a finished turn in the session's journal. */
  recordTurn(turn: TurnEntry): void;
  /** Asks over the socket whether the client is still there. */
  probe(): void;
}

/** The session behind an authorised client: receives its messages and passes each to the part that owns the matter. */
export class LiveSession {
  readonly #options: LiveSessionOptions;
  readonly #settings: SessionSettings;
  readonly #behaviour: Behaviour;
  readonly #uplink: AudioUplink;
  readonly #line: MessageLine;
  readonly #signalling: Signalling;
  readonly #voice: VoiceGate;
  readonly #cues: FaceCues;
  readonly #background: SessionBackground;
  #malformed = 0;
  /** Whether a large frame is being read. */
  #reading = false;
  #closed = false;

  constructor(options: LiveSessionOptions) {
    const { avatar, engines, clock, logger, resources, query, recordTurn, send } = options;
    this.#options = options;
    const outlet = openOutlet(engines, { avatar, resources, logger });
    this.#cues = outlet.cues;
    this.#background = resources.use(
      new SessionBackground({
        faces: engines.faces,
        avatar,
        clock,
        show: (background) => void (outlet.cues.background = background),
        warn: (code, message) => this.warn(code, message),
      }),
    );
    const settings = resources.use(this.#openSettings());
    this.#settings = settings;
    const context = {
      engines: enginesOf(avatar, engines.enginesFor(avatar)),
      outlet,
      avatar,
      turnTaking: turnTakingOf(options.turnTaking, avatar.turns),
      query,
      settings,
      clock,
      logger,
      recordTurn,
      send,
    };
    const behaviour = resources.use(openBehaviour(context));
    this.#behaviour = behaviour;
    this.#uplink = resources.use(
      new AudioUplink({
        createResample: (fromHz) => resampler(fromHz, behaviour.hearingRateHz),
        hear: (samples) => behaviour.hear(samples),
        declaredRateHz: query.inputSampleRateHz ?? behaviour.assumedRateHz,
        fastest: behaviour.fastestHearing,
        tooFast: () => this.warn('audio.rate'),
        idle: () => this.#line.advance(),
        clock,
        logger,
      }),
    );
    const isBusy = (): boolean => this.#reading || this.#uplink.busy;
    this.#line = resources.use(new MessageLine({ isBusy, handle: (frame) => this.#handle(frame), logger }));
    const { media, output } = outlet;
    this.#signalling = resources.use(new Signalling(media, { clock, logger, events: this.#signallingEvents() }));
    media.events.on('stateChanged', ({ to }) => this.#signalling.transportChanged(to));
    media.events.on('pictureReceived', ({ picture }) => behaviour.see(picture));
    this.#voice = resources.use(
      new VoiceGate(clock, () => {
        output.open();
        behaviour.voiceCleared();
        options.stepped({ type: 'voice.cleared' });
      }),
    );
    resources.defer(() => void (this.#closed = true));
  }

  /** Sends the session's identity and capabilities, and offers pictures and sound. */
  start(): void {
    this.#settings.start();
    this.#options.stepped({ type: 'created.sent' });
    this.#signalling.start();
  }

  /** Handles one text frame, or raw PCM16. No content of a frame affects another client or ends the session. */
  receive(frame: ClientFrame): void {
    this.#line.push(frame);
  }

  #handle(frame: ClientFrame): void {
    if (typeof frame === 'string') this.#take(readFrame(frame, this.#options.dialect.name));
    else if (frame instanceof LargeFrame) void this.#readLarge(frame);
    else this.#receiveSound(frame);
  }

  /** Other messages wait until it is read. */
  async #readLarge(frame: LargeFrame): Promise<void> {
    const { dialect, engines, logger } = this.#options;
    this.#reading = true;
    try {
      const read = await engines.frames.read(frame, dialect.name);
      if (!this.#closed) this.#take(read);
    } catch (error) {
      logger.error('a large message could not be read', { error });
      if (!this.#closed) this.warn('internal', NOT_HANDLED);
    }
    this.#reading = false;
    this.#line.advance();
  }

  #take(read: Parsed<ReceivedMessage>): void {
    if (!read.ok) return this.refuse(read.detail);
    try {
      this.#dispatch(read.message);
    } catch (error) {
      this.#options.logger.error('message failed', { type: read.message.type, error });
      this.warn('internal', NOT_HANDLED);
    }
  }

  /** A message could not be read. @param detail What is wrong with it. */
  refuse(detail: string): void {
    // The first ones help a developer; a stream of them is only noise.
    if (this.#malformed++ < MAX_MALFORMED_WARNINGS) this.warn('protocol.malformed', detail);
  }

  /** Sends the client a warning for the user or the developer; the session goes on. */
  warn(code: WarningCode, message: string = ERRORS[code].sentence): void {
    this.#options.send({ type: 'problem', code, message });
  }

  /** Binary frames are sound where the client has declared its rate. */
  #receiveSound(bytes: Uint8Array): void {
    if (this.#options.query.inputSampleRateHz === undefined) return;
    if (this.#uplink.appendBytes(bytes)) this.#options.idle.touch();
  }

  #openSettings(): SessionSettings {
    const { id, avatar, dialect, clock, send, stepped } = this.#options;
    return new SessionSettings({
      sessionId: id,
      choices: () => this.#behaviour.choices,
      apply: (config) => {
        this.#background.choose(config.background ?? 'own');
        this.#cues.expression = config.expression ?? 'neutral';
        this.#behaviour.configure(config);
      },
      declareRate: (rateHz) => this.#uplink.declareRate(rateHz),
      confirmsUnasked: dialect.confirmsUnasked,
      defaults: {
        instructions: avatar.prompt,
        voice: avatar.voice,
        temperature: avatar.temperature,
        background: avatar.background,
        expression: avatar.expression,
      },
      clock,
      send,
      configured: () => {
        stepped({ type: 'updated.sent' });
        this.#behaviour.greet();
      },
    });
  }

  #dispatch(message: ReceivedMessage): void {
    switch (message.type) {
      case 'audio.append':
        if (this.#uplink.append(message.samples)) this.#options.idle.touch();
        return;
      case 'signaling.answer':
        return this.#signalling.answered(message.sdp);
      case 'signaling.offer':
        return this.#signalling.offered(message.sdp);
      case 'signaling.candidate':
        return this.#signalling.candidate(message.candidate);
      case 'signaling.candidatesEnded':
        return;
      case 'motion':
        if (message.expression) this.#settings.choose({ expression: message.expression });
        if (message.attention) this.#behaviour.attend(message.attention);
        return;
      case 'background':
        return this.#settings.choose({ background: this.#background.take(message.picture) });
      case 'unknown':
        return this.#options.logger.debug('unknown message ignored', { name: message.name });
      default:
        if (USES.includes(message.type)) this.#options.idle.touch();
        this.#behaviour.handle(message);
    }
  }

  #signallingEvents(): SignallingEvents {
    const { send, logger } = this.#options;
    return {
      described: ({ type, sdp }) => send({ type, sdp }),
      changed: (from, to) => this.#mediaChanged(from, to),
      refused: (error) => {
        logger.debug('negotiation refused', { error });
        this.warn('media.negotiation_failed');
      },
      lost: () => {
        logger.info('media connection lost');
        this.warn('media.closed');
      },
    };
  }

  #mediaChanged(from: ViewerState, to: ViewerState): void {
    const { idle, logger, probe } = this.#options;
    logger.debug('media state', { from, to });
    if (to === 'answered') idle.answered();
    idle.setWatched(to === 'connected');
    if (to === 'connected') this.#voice.mediaConnected();
    // A client that has lost the media has often lost the network: its socket shows that sooner when asked.
    if (to !== 'failed') return;
    probe();
    this.warn('media.interrupted');
  }
}
