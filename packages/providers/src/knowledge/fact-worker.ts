import { serveWorker } from '@visavis/worker';
import type { FactVector } from '../embeddings/knowledge-vectors.js';
import type { Knowledge } from './knowledge.js';
import { NearestFacts } from './nearest-facts.js';

/** Calls of the thread that finds facts. It learns before it finds. */
export type FactCalls = {
  learn: { argument: Knowledge; result: void };
  /** Adds vectors of the facts that were learned last. */
  addVectors: { argument: readonly FactVector[]; result: void };
  /** Takes questions, with their vectors where they are known, and returns the positions of the facts that fit. */
  find: {
    argument: { readonly questions: readonly string[]; readonly vectors: readonly (Float32Array | undefined)[] };
    result: number[];
  };
};

let nearest: NearestFacts | undefined;

serveWorker<FactCalls>({
  learn: (knowledge) => {
    nearest = new NearestFacts(knowledge);
  },
  addVectors: (vectors) => {
    for (const { position, vector } of vectors) nearest?.addVector(position, vector);
  },
  find: ({ questions, vectors }) => {
    if (!nearest) throw new Error('no knowledge was learned');
    return nearest.find(questions, vectors);
  },
});
