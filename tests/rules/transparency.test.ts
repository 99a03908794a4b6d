import { resolve } from 'node:path';
import type { RunningServer } from '@visavis/server/testing';
import type { CallViewer } from '@visavis/caller';
import { beforeAll, describe, expect } from 'vitest';
import { callTest } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';
import { readRecording } from '../support/microphone-wav.js';

/** Root mean square above which a packet holds speech. */
const AUDIBLE = 0.02;
const RECORDING = 'tests/fixtures/audio';
const RATE_HZ = 16_000;
const PACKET_MS = 20;

/** The address of a client that pushes what the face is to say. */
const PUSHES = { query: { model: 'transparency', input_sample_rate: String(RATE_HZ) } };

let server: RunningServer;
const it = callTest(() => server).concurrent;
let recording: Buffer;
beforeAll(async () => {
  server = await sharedServer();
  recording = Buffer.from((await readRecording(resolve(RECORDING, 'human-agent-pass.wav'))).samples.buffer);
});

const durationMs = () => (recording.length / 2 / RATE_HZ) * 1000;

/** Position of the last packet that sounds. */
const lastAudible = (viewer: CallViewer): number => viewer.loudness(0).findLastIndex((loudness) => loudness > AUDIBLE);

describe('S-12: transparency mode', () => {
  it('Scenario U3: says what is pushed faster than it can be heard, from beginning to end, and reports when it was heard', async ({
    watch,
  }) => {
    const { call, viewer } = await watch(PUSHES);
    for (let at = 0; at < recording.length; at += 64_000) call.sendRaw(recording.subarray(at, at + 64_000));
    const first = await viewer.audible(AUDIBLE);
    await call.next('realtime.response.audio.done');
    const heardMs = (lastAudible(viewer) - first) * PACKET_MS;
    expect(heardMs).toBeGreaterThan(0.7 * durationMs());
    expect(heardMs).toBeLessThan(durationMs() + 200);
  });

  it('takes the same as JSON, and says nothing about who said what', async ({ watch }) => {
    const { call, viewer } = await watch(PUSHES);
    const audio = recording.subarray(0, 96_000).toString('base64');
    call.send({ type: 'input_audio_buffer.append', audio });
    await viewer.audible(AUDIBLE);
    await call.next('realtime.playback.done');
    expect(call.types.filter((type) => /transcri|speech_|transcript/.test(type))).toEqual([]);
  });

  it('falls silent when the buffer is cleared', async ({ watch }) => {
    const { call, viewer } = await watch(PUSHES);
    call.sendRaw(recording);
    call.sendRaw(recording);
    await viewer.audible(AUDIBLE);
    call.send({ type: 'input_audio_buffer.clear' });
    await call.next('realtime.response.audio.done');
    const silentFrom = viewer.audio.length + 10;
    await viewer.more('audio', 40);
    expect(Math.max(...viewer.loudness(silentFrom))).toBeLessThan(AUDIBLE);
  });

  it('reads aloud what is typed', async ({ watch }) => {
    const { call, viewer } = await watch(PUSHES);
    call.type('This sentence is in nobody’s knowledge.');
    await viewer.audible(AUDIBLE);
    await call.next('realtime.response.audio.done');
    expect(call.types).not.toContain('realtime.response.audio_transcript.delta');
  });
});
