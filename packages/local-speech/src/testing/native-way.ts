import { join } from 'node:path';
import { createRequire } from 'node:module';

/**
 * A program that uses native code as it must not be used: one of the ways in which that ends its process. Its arguments
 * are the way and the folder of a model.
 */

/** The calls of the runtime that are not used elsewhere. */
interface Misused {
  readonly OfflineTts: new (config: object) => { generate(request: object): unknown };
  readonly OnlineRecognizer: new (config: object) => { createStream(): object; decode(stream: object): void };
  readonly OfflineRecognizer: new (config: object) => unknown;
}

const sherpa = createRequire(import.meta.url)('sherpa-onnx-node') as Misused;
const [way = '', folder = ''] = process.argv.slice(2);
const files = { model: join(folder, 'model.onnx'), tokens: join(folder, 'tokens.txt') };
const voice = (): InstanceType<Misused['OfflineTts']> =>
  new sherpa.OfflineTts({ model: { vits: files, numThreads: 1, provider: 'cpu' }, maxNumSentences: 1 });
const ears = (kind: 'nemoCtc' | 'zipformerCtc') => ({
  featConfig: { sampleRate: 16_000, featureDim: 80 },
  modelConfig: { [kind]: { model: files.model }, tokens: files.tokens, numThreads: 1, provider: 'cpu' },
});
const say = (text: string): object => ({ text, sid: 0, speed: 1, enableExternalBuffer: false });

const WAYS: Readonly<Record<string, () => unknown>> = {
  load: voice,
  hear: () => new sherpa.OfflineRecognizer(ears('zipformerCtc')),
  say: () => voice().generate(say('日本')),
  decode: () => {
    const recognizer = new sherpa.OnlineRecognizer(ears('nemoCtc'));
    recognizer.decode(recognizer.createStream());
  },
};

WAYS[way]?.();
