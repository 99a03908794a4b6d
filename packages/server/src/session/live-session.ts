import type { Clock, Logger, ResourceStack } from '@visavis/core';
import type { ClientMessage, Dialect, ServerEvent } from '@visavis/protocol';
import { LISTEN_RATE_HZ, PLAYOUT_RATE_HZ } from '@visavis/sound';
import type { Engines } from '../engines.js';
import type { SocketQuery } from '../dialect-v2/query.js';
import { sendAudioBack } from './audio-back.js';
import { AudioUplink } from './audio-uplink.js';
import type { Avatar } from './avatars.js';
import { Configuration } from './configuration.js';
import type { IdleWatch } from './idle-watch.js';
import { resampler, type Join, type JoinedSession } from './join.js';
import type { MediaState } from './media-state.js';
import { MicrophoneGap } from './microphone-gap.js';
import { relayConversation } from './relay.js';
import type { SessionInput } from './session-state.js';
import { Signalling, type SignallingEvents } from './signalling.js';
import { Talk } from './talk.js';
import { isToldInTransparency, Mirror, TRANSPARENCY } from './transparency/mirror.js';
import { PushedSpeech } from './transparency/pushed-speech.js';
import { VoiceGate } from './voice-gate.js';

/** Rate of sound on the wire (protocol: PCM16, mono, 24 kHz). */
const WIRE_RATE_HZ = 24_000;
const MAX_MALFORMED_WARNINGS = 20;

export interface LiveSessionOptions {
  readonly id: string;
  readonly dialect: Dialect;
  readonly query: SocketQuery;
  readonly avatar: Avatar;
  readonly engines: Engines;
  readonly join: Join;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Owns everything opened here. */
  readonly resources: ResourceStack;
  readonly idle: IdleWatch;
  send(event: ServerEvent): void;
  stepped(input: SessionInput): void;
  /** Asks over the socket whether the client still lives. */
  probe(): void;
}

/** What an authorised client talks to: its messages come in here and go to whoever owns the matter. */
export class LiveSession {
  readonly #options: LiveSessionOptions;
  readonly #joined: JoinedSession;
  readonly #uplink: AudioUplink;
  readonly #talk: Talk | Mirror;
  readonly #signalling: Signalling;
  readonly #voice: VoiceGate;
  readonly #gap: MicrophoneGap | undefined;
  #malformed = 0;

  constructor(options: LiveSessionOptions) {
    const { avatar, engines, join, clock, logger, resources, query, send } = options;
    this.#options = options;
    this.#joined = join(engines, { resources, logger });
    const { conversation, media, output, playout } = this.#joined;
    const speech = query.model === TRANSPARENCY ? this.#openPushedSpeech() : undefined;
    const tell = (event: ServerEvent): void => {
      if (!speech || isToldInTransparency(event)) send(event);
    };
    const relay = relayConversation(conversation.events, tell, query);
    if (query.audioBack && !speech) sendAudioBack(playout, resampler(PLAYOUT_RATE_HZ, WIRE_RATE_HZ), relay.sendAudio);
    this.#uplink = new AudioUplink({
      createResample: (fromHz) => resampler(fromHz, speech ? PLAYOUT_RATE_HZ : LISTEN_RATE_HZ),
      hear: (samples) => (speech ?? conversation).hear(samples),
      // What is pushed faster or slower than real time tells nothing about its rate.
      declaredRateHz: query.inputSampleRateHz ?? (speech && WIRE_RATE_HZ),
      clock,
      logger,
    });
    // Nobody listens to what a client pushes for the face to say.
    this.#gap = speech ? undefined : resources.use(new MicrophoneGap(clock, (samples) => conversation.hear(samples)));
    const configuration = new Configuration({
      conversation,
      uplink: this.#uplink,
      sessionId: options.id,
      choices: {
        model: speech ? TRANSPARENCY : engines.brain.label,
        voices: engines.synthesizer.voices,
        sees: !speech && engines.brain.sees,
      },
      confirmsUnasked: options.dialect.confirmsUnasked,
      defaults: { instructions: avatar.prompt, voice: avatar.voice, temperature: avatar.temperature },
      clock,
      send,
      configured: () => {
        options.stepped({ type: 'updated.sent' });
        if (this.#talk instanceof Talk) this.#talk.greet();
      },
    });
    this.#talk = resources.use(
      speech
        ? new Mirror({ conversation, configuration, speech, send })
        : new Talk({ conversation, configuration, firstMessage: avatar.firstMessage, clock, send }),
    );
    this.#signalling = resources.use(new Signalling(media, { clock, logger, events: this.#signallingEvents() }));
    media.events.on('stateChanged', ({ to }) => this.#signalling.transportChanged(to));
    media.events.on('pictureReceived', ({ picture }) => {
      if (!speech && engines.brain.sees) conversation.addPicture(picture);
    });
    this.#voice = resources.use(
      new VoiceGate(clock, () => {
        output.open();
        speech?.open();
        options.stepped({ type: 'voice.cleared' });
      }),
    );
  }
  /** Says who this is and what it can do, and offers pictures and sound. */
  start(): void {
    this.#talk.start();
    this.#options.stepped({ type: 'created.sent' });
    this.#signalling.start();
  }

  /** One text frame. Whatever it holds, it troubles nobody but its sender, and does not end the session. */
  receive(text: string): void {
    const read = this.#options.dialect.read(text);
    if (!read.ok) return this.#refuse(read.detail);
    try {
      this.#dispatch(read.message);
    } catch (error) {
      this.#options.logger.error('message failed', { type: read.message.type, error });
      this.warn('internal', 'That message could not be handled');
    }
  }

  /** One binary frame: raw PCM16, where the client has said at which rate it sends. */
  receiveBytes(bytes: Uint8Array): void {
    if (this.#options.query.inputSampleRateHz === undefined) return;
    this.#heard(this.#uplink.appendBytes(bytes));
  }

  /** The client is gone, perhaps for a moment only. Reply and media go on without it. */
  clientLost(): void {
    this.#gap?.begin();
  }

  /** It is back. */
  clientRegained(): void {
    this.#gap?.end();
  }

  /** Something the user or the developer should know; the session goes on. */
  warn(code: string, message: string): void {
    this.#options.send({ type: 'problem', code, message });
  }

  /** The client's own sound goes straight to the mouth; nobody listens. */
  #openPushedSpeech(): PushedSpeech {
    const { clock, send } = this.#options;
    const { output, playout } = this.#joined;
    let count = 0;
    const responseId = (): string => `speech_${count}`;
    return new PushedSpeech({
      output,
      queuedMs: () => playout.queuedMs,
      clock,
      started: () => {
        count++;
        send({ type: 'playbackStarted', responseId: responseId() });
      },
      done: () => {
        send({ type: 'audioDone', responseId: responseId() });
        send({ type: 'playbackDone', responseId: responseId() });
      },
      full: () => this.warn('media.queue_full', 'A minute of speech waits already: what comes now is dropped'),
    });
  }

  #dispatch(message: ClientMessage): void {
    switch (message.type) {
      case 'audio.append':
        return this.#heard(this.#uplink.appendBase64(message.audioBase64));
      case 'signaling.answer':
        return this.#signalling.answered(message.sdp);
      case 'signaling.offer':
        return this.#signalling.offered(message.sdp);
      case 'signaling.candidate':
        return this.#signalling.candidate(message.candidate);
      case 'signaling.candidatesEnded':
        return;
      case 'unknown':
        return this.#options.logger.debug('unknown message ignored', { name: message.name });
      default:
        this.#options.idle.touch();
        this.#talk.handle(message);
    }
  }

  #heard(sound: boolean): void {
    if (!sound) return;
    this.#options.idle.touch();
    this.#talk.audioReceived();
  }

  #refuse(detail: string): void {
    // The first ones help a developer; a stream of them is only noise.
    if (this.#malformed++ < MAX_MALFORMED_WARNINGS) this.warn('protocol.malformed', detail);
  }

  #signallingEvents(): SignallingEvents {
    const { send, logger } = this.#options;
    return {
      described: ({ type, sdp }) => send({ type, sdp }),
      changed: (from, to) => this.#mediaChanged(from, to),
      refused: (error) => {
        logger.debug('negotiation refused', { error });
        this.warn('media.negotiation_failed', 'The session description or candidate could not be used');
      },
      lost: () => {
        logger.info('media connection lost');
        this.warn('media.closed', 'Picture and sound are lost; the conversation goes on as text');
      },
    };
  }

  #mediaChanged(from: MediaState, to: MediaState): void {
    const { idle, logger, probe } = this.#options;
    logger.debug('media state', { from, to });
    idle.setWatched(to === 'connected');
    if (to === 'connected') this.#voice.mediaConnected();
    // Who has lost the media has often lost the network: the socket tells sooner when asked.
    if (to !== 'failed') return;
    probe();
    this.warn('media.interrupted', 'Picture and sound are interrupted: an ICE restart brings them back');
  }
}
