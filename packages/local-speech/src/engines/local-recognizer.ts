import type { EngineInfo, Expected, RecognitionStream, SpeechRecognizer } from '@visavis/speech';
import { workerModule } from '@visavis/worker';
import type { EarsModel } from '../models/described-model.js';
import type { EarsCalls, Sound, UtterancePiece } from './ears-calls.js';
import { ProcessEngine, type LocalEngineOptions } from './process-engine.js';
import { StreamingUtterance, type StreamingHearing } from './streaming-utterance.js';
import { WholeUtterance, type WholeHearing } from './whole-utterance.js';

/** How long one hearing may take, the wait for those before it included, and that for a cold model. */
const LIMITS = { withinMs: 60_000, what: 'The recogniser' };

/** Neural ears for any speech, with a model on this machine. Shared by all sessions; one utterance is heard at a time. */
export class LocalRecognizer
  extends ProcessEngine<EarsCalls>
  implements SpeechRecognizer, WholeHearing, StreamingHearing
{
  readonly info: EngineInfo;
  readonly vocabulary = 'open';
  readonly #streams: boolean;
  #utterances = 0;

  constructor(model: EarsModel, options: LocalEngineOptions) {
    super(model, workerModule(import.meta.url, 'ears-worker'), options);
    this.info = { languages: model.languages, times: [], streams: true, data: { at: 'thisMachine' } };
    this.#streams = model.streams;
  }

  open({ language }: Expected = {}): RecognitionStream {
    const primary = language?.split('-', 1)[0]?.toLowerCase();
    if (!this.#streams) return new WholeUtterance(this, primary);
    return new StreamingUtterance(this, ++this.#utterances, primary);
  }

  get busy(): boolean {
    return this.lane.busy;
  }

  decode(sound: Sound, signal: AbortSignal): Promise<string> {
    const text = this.lane.run(async () => (await this.ready()).call('decode', sound), signal);
    return this.inTime(text, { ...LIMITS, signal });
  }

  hear(utterance: number, take: () => UtterancePiece, signal: AbortSignal): Promise<string> {
    const text = this.ready().then((process) => process.call('hear', { utterance, ...take() }));
    return this.inTime(text, { ...LIMITS, signal });
  }

  finish(utterance: number, take: () => UtterancePiece, signal: AbortSignal): Promise<string> {
    const text = this.ready().then((process) => process.call('finish', { utterance, ...take() }));
    return this.inTime(text, { ...LIMITS, signal });
  }

  drop(utterance: number): void {
    // A process that is not there has nothing to forget.
    if (this.health.state !== 'ready') return;
    this.ready().then(
      (process) => process.post('drop', utterance),
      () => undefined,
    );
  }
}
