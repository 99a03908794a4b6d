import { serveWorker } from '@visavis/worker';
import type { Knowledge } from '../knowledge/knowledge.js';
import { NearestTopics } from './nearest-topics.js';

/** Calls of the thread that finds topics. It learns before it finds. */
export type TopicCalls = {
  learn: { argument: Knowledge; result: void };
  /** Takes questions, and returns the positions of the topics that fit. */
  find: { argument: readonly string[]; result: number[] };
};

let nearest: NearestTopics | undefined;

serveWorker<TopicCalls>({
  learn: (knowledge) => {
    nearest = new NearestTopics(knowledge);
  },
  find: (questions) => {
    if (!nearest) throw new Error('no knowledge was learned');
    return nearest.find(questions);
  },
});
