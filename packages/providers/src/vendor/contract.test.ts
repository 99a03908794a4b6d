import { FakeClock } from '@visavis/core/testing';
import type { Engine } from '@visavis/speech';
import { recognizerContract, synthesizerContract, type EngineWorld, type Fault } from '@visavis/speech/testing';
import { describe, it } from 'vitest';
import { azureVoice } from '../azure/azure-voice.js';
import { cartesiaVoice } from '../cartesia/cartesia-voice.js';
import { fluxProtocol } from '../deepgram/flux.js';
import { novaProtocol } from '../deepgram/nova.js';
import { elevenLabsVoice } from '../eleven-labs/eleven-labs-voice.js';
import {
  fakeAzure,
  fakeCartesia,
  fakeElevenLabs,
  fakeFlux,
  fakeNova,
  FakeVendor,
  UNDERSTOOD,
  type VendorScript,
} from '../testing/index.js';
import { SocketRecognizer } from './socket-recognizer.js';
import { SocketSynthesizer } from './socket-synthesizer.js';

const FAULTS: readonly Fault[] = ['stall', 'garbage', 'cut', 'unauthorised', 'busy'];
/** How the fakes call the faults that show within an answer. */
type Scenarios<S> = Readonly<Partial<Record<Fault, S>>>;
const OF_VOICES = { stall: 'stall', garbage: 'garbage', cut: 'close' } as const;
/** Ears that fall silent in an utterance keep what they have understood of it: these understand nothing. */
const OF_EARS = { ...OF_VOICES, stall: 'nothing' } as const;

/** An engine of a vendor, and the vendor. */
async function world<E extends Engine, S extends string>(
  script: (scenario: () => S | 'normal') => VendorScript,
  scenarios: Scenarios<S>,
  create: (baseUrl: string, clock: FakeClock) => E,
): Promise<EngineWorld<E>> {
  let fault: Fault | undefined;
  let closed = false;
  const vendorScript = script(() => (fault && scenarios[fault]) ?? 'normal');
  const vendor = await FakeVendor.open({
    ...vendorScript,
    refusal(connection, headers) {
      if (fault === 'unauthorised') return { status: 401 };
      if (fault === 'busy') return { status: 429, retryAfter: '1' };
      return vendorScript.refusal?.(connection, headers);
    },
  });
  const clock = new FakeClock();
  const engine = create(vendor.baseUrl, clock);
  return {
    engine,
    clock,
    // Connections and their timers are kept for the next sentence or utterance.
    held: () => (closed ? clock.pending : 0),
    misbehave(wanted) {
      fault = wanted;
      // What refuses a connection shows when the next one is opened.
      if (wanted === 'unauthorised' || wanted === 'busy')
        for (const { socket } of vendor.connections) socket.terminate();
    },
    async hangUp() {
      const kept = vendor.connections.filter(({ socket }) => socket.readyState === socket.OPEN);
      for (const { socket } of kept) socket.close(1001);
      await Promise.all(kept.map((connection) => connection.closed));
    },
    async close() {
      closed = true;
      await engine.close();
      await vendor.close();
    },
  };
}

describe.each([
  ['ElevenLabs', fakeElevenLabs, elevenLabsVoice, 'eleven_flash_v2_5'],
  ['Cartesia', fakeCartesia, cartesiaVoice, 'sonic-3'],
  ['Azure', fakeAzure, azureVoice, ''],
] as const)('a voice of %s', { timeout: 60_000 }, (_, script, voiceOf, model) => {
  const contract = synthesizerContract({
    faults: FAULTS,
    keepsConnections: true,
    open: () =>
      world(script, OF_VOICES, (baseUrl, clock) => {
        const voice = voiceOf({ apiKey: 'secret', voice: 'id-of-george', model, baseUrl });
        return new SocketSynthesizer(voice, { clock });
      }),
  });
  for (const { title, run } of contract) it(title, run);
});

describe.each([
  ['Flux', fakeFlux, fluxProtocol, 'flux-general-en'],
  ['Nova', fakeNova, novaProtocol, 'nova-3'],
] as const)('ears of Deepgram, %s', { timeout: 60_000 }, (_, script, protocolOf, model) => {
  const contract = recognizerContract({
    faults: FAULTS,
    keepsConnections: true,
    utterance: { samples: Float32Array.from({ length: 12_800 }, (_, i) => 0.3 * Math.sin(i / 5)), text: UNDERSTOOD },
    open: () =>
      world(script, OF_EARS, (baseUrl, clock) => {
        return new SocketRecognizer(protocolOf({ apiKey: 'secret', model, baseUrl }), { clock });
      }),
  });
  for (const { title, run } of contract) it(title, run);
});
