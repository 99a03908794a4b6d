// A spoken conversation without a browser: speaks recordings, prints what both sides say, keeps what was heard.
// Usage: node examples/node-caller/call.mjs [question.wav …] [--answers=answers.wav]
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Microphone, openCall } from '@visavis/caller';
import { readWav, resampled, WIRE_RATE_HZ, writeWav } from '@visavis/sound';
import { licenseOfServer } from '../license.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { server: { type: 'string', default: 'http://127.0.0.1:8080' }, answers: { type: 'string' } },
});
const recordings = new URL('../recordings/', import.meta.url);
const questions =
  positionals.length > 0
    ? positionals
    : ['what-is-your-name.wav', 'can-you-hear-me.wav'].map((file) => new URL(file, recordings));

const license = await licenseOfServer();
const address = new URL(`/wss/v2/realtime-chat?${new URLSearchParams({ license })}`, values.server);
address.protocol = address.protocol.replace('http', 'ws');

const { call, viewer, close } = await openCall(address.href);
const microphone = new Microphone(call);
try {
  const answers = [];
  for (const question of questions) answers.push(...(await ask(question)));
  if (values.answers) await writeFile(values.answers, writeWav({ rateHz: 48_000, samples: joined(answers) }));
  console.log(`${viewer.frames} pictures and ${viewer.sound.length / 50} s of sound came`);
} finally {
  microphone.close();
  await close();
}

/** Speaks a recording and waits for the end of the answer. @returns Sound of the answer, in 20 ms pieces at 48 kHz. */
async function ask(file) {
  const { samples } = resampled(readWav(await readFile(file)), WIRE_RATE_HZ);
  const sinceMs = performance.now();
  microphone.say(samples);
  const { data: heard } = await call.next('realtime.conversation.item.input_audio_transcription.completed', {
    sinceMs,
  });
  console.log(`you:  ${heard.transcript}`);
  await call.next('realtime.playback.started', { sinceMs });
  const from = viewer.sound.length;
  const { data: said } = await call.next('realtime.response.audio_transcript.done', { sinceMs });
  console.log(`face: ${said.transcript}`);
  await call.next('realtime.playback.done', { sinceMs });
  await sleep(300);
  return viewer.sound.slice(from);
}

function joined(pieces) {
  const samples = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((at, piece) => (samples.set(piece, at), at + piece.length), 0);
  return samples;
}
