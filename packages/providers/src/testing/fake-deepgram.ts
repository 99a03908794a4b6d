import type { Received, VendorConnection, VendorScript } from './fake-vendor.js';

/** How fake ears behave. */
export type EarsScenario =
  | 'normal'
  /** Hears the end of the turn by itself, after half a second of sound. */
  | 'turnEnds'
  /** Understands nothing, and says nothing about it. */
  | 'nothing'
  /** Stops answering in mid-utterance. */
  | 'stall'
  | 'garbage'
  /** Closes the connection in mid-word. */
  | 'close'
  /** Reports an error. */
  | 'error';

/** What the fakes understand. */
export const UNDERSTOOD = 'what time is it';
/** Bytes of half a second. */
const HALF_SECOND = 16_000;

const turnInfo = (event: string, transcript: string) => ({
  type: 'TurnInfo',
  event,
  turn_index: 0,
  transcript,
  words: transcript.split(' ').map((word) => ({ word, confidence: 0.9 })),
  end_of_turn_confidence: event === 'EndOfTurn' ? 0.8 : 0.1,
});

const results = (transcript: string, more: object = {}) => ({
  type: 'Results',
  is_final: false,
  speech_final: false,
  channel: { alternatives: [{ transcript, confidence: 0.9, words: [] }] },
  metadata: { request_id: 'r' },
  ...more,
});

interface Shapes {
  begun(connection: VendorConnection): void;
  ended(connection: VendorConnection, transcript?: string): void;
  readonly finish: string;
}

const FLUX: Shapes = {
  begun(connection) {
    connection.send({ type: 'Connected', request_id: 'r' });
    connection.send(turnInfo('Update', ''));
    connection.send(turnInfo('StartOfTurn', 'what'));
    connection.send(turnInfo('Update', 'what time'));
  },
  ended: (connection, transcript = UNDERSTOOD) => connection.send(turnInfo('EndOfTurn', transcript)),
  finish: 'ForceEndTurn',
};

const NOVA: Shapes = {
  begun(connection) {
    connection.send({ type: 'SpeechStarted', channel: [0] });
    connection.send(results('what'));
    connection.send(results('what time', { is_final: true }));
    connection.send(results('is'));
  },
  ended: (connection, transcript = 'is it') =>
    connection.send(results(transcript, { is_final: true, from_finalize: true })),
  finish: 'Finalize',
};

function script(shapes: Shapes, scenario: (connection: VendorConnection) => EarsScenario): VendorScript {
  const heard = new Map<VendorConnection, { bytes: number; kind: EarsScenario }>();
  const answer = (message: Received, connection: VendorConnection): void => {
    if (Buffer.isBuffer(message)) {
      const before = heard.get(connection) ?? { bytes: 0, kind: scenario(connection) };
      const now = { ...before, bytes: before.bytes + message.length };
      heard.set(connection, now);
      hear(connection, before, now);
      return;
    }
    const { kind } = heard.get(connection) ?? { kind: scenario(connection) };
    if (message['type'] === shapes.finish && kind === 'normal') {
      // Of no sound nothing is understood.
      shapes.ended(connection, heard.has(connection) ? undefined : '');
      heard.delete(connection);
    }
  };
  const hear = (
    connection: VendorConnection,
    before: { bytes: number },
    now: { bytes: number; kind: EarsScenario },
  ) => {
    if (now.kind === 'nothing') return;
    if (before.bytes === 0) {
      if (now.kind === 'garbage') return connection.send('not even JSON');
      if (now.kind === 'error') return connection.send({ type: 'Error', code: 'INVALID_AUDIO', description: 'prose' });
      shapes.begun(connection);
    }
    if (before.bytes >= HALF_SECOND || now.bytes < HALF_SECOND) return;
    if (now.kind === 'close') connection.socket.terminate();
    if (now.kind === 'turnEnds') shapes.ended(connection);
  };
  return { answer };
}

/** Deepgram's Flux. */
export const fakeFlux = (scenario: (connection: VendorConnection) => EarsScenario): VendorScript =>
  script(FLUX, scenario);

/** Deepgram's Nova. */
export const fakeNova = (scenario: (connection: VendorConnection) => EarsScenario): VendorScript =>
  script(NOVA, scenario);
