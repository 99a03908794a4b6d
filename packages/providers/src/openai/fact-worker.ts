import { serveWorker } from '@visavis/worker';
import type { Knowledge } from '../knowledge/knowledge.js';
import { NearestFacts } from './nearest-facts.js';

/** Calls of the thread that finds facts. It learns before it finds. */
export type FactCalls = {
  learn: { argument: Knowledge; result: void };
  /** Takes questions, and returns the positions of the facts that fit. */
  find: { argument: readonly string[]; result: number[] };
};

let nearest: NearestFacts | undefined;

serveWorker<FactCalls>({
  learn: (knowledge) => {
    nearest = new NearestFacts(knowledge);
  },
  find: (questions) => {
    if (!nearest) throw new Error('no knowledge was learned');
    return nearest.find(questions);
  },
});
