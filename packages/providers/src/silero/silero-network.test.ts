import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { assemble } from '../../../../scripts/assemble.mjs';
import { recordedVoices } from '../testing/index.js';
import { ROWS_KERNEL } from './rows-kernel.js';
import { MEMORY_SIZE, SEEN_SAMPLES, SileroNetwork } from './silero-network.js';

/** The published model in ONNX Runtime. Returns the probability of speech. */
async function publishedModel(): Promise<(seen: Float32Array, memory: Float32Array) => Promise<number>> {
  ort.env.wasm.numThreads = 1;
  const file = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx');
  const session = await ort.InferenceSession.create(await readFile(file));
  return async (seen, memory) => {
    const { output, stateN } = await session.run({
      input: new ort.Tensor('float32', seen, [1, SEEN_SAMPLES]),
      state: new ort.Tensor('float32', memory.slice(), [2, 1, MEMORY_SIZE / 2]),
      sr: new ort.Tensor('int64', BigInt64Array.of(16_000n)),
    });
    memory.set(stateN!.data as Float32Array);
    return (output!.data as Float32Array)[0]!;
  };
}

it('computes what the published model computes, over voices, silence and the loudest noise', async () => {
  const network = await SileroNetwork.load();
  const published = await publishedModel();
  const [ours, theirs] = [new Float32Array(MEMORY_SIZE), new Float32Array(MEMORY_SIZE)];
  const voices = recordedVoices().map(({ samples }) => samples.subarray(0, 24_000));
  const noise = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i * i));
  for (const sound of [...voices.slice(0, 5), new Float32Array(16_000), noise])
    for (let at = 0; at + SEEN_SAMPLES <= sound.length; at += 512) {
      const seen = sound.subarray(at, at + SEEN_SAMPLES);
      expect(Math.abs(network.probability(seen, ours) - (await published(seen, theirs)))).toBeLessThan(1e-4);
    }
}, 60_000); // the runtime compiles for seconds on a busy machine

it('runs the kernel that is written in kernel/rows.wat', async () => {
  const source = await readFile(new URL('../../kernel/rows.wat', import.meta.url), 'utf8');
  expect(ROWS_KERNEL).toBe(Buffer.from(await assemble(source)).toString('base64'));
});
