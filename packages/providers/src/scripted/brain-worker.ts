import type { ReplyPart, ReplyRequest, Tool } from '@visavis/speech';
import { serveWorker } from '@visavis/worker';
import type { Knowledge } from '../knowledge/knowledge.js';
import { KnowledgeBrain } from './knowledge-brain.js';

/** Calls of the scripted brain's thread. It learns before it replies. */
export type BrainCalls = {
  ready: { argument: undefined; result: void };
  learn: { argument: Knowledge; result: void };
  reply: { argument: ReplyRequest; result: ReplyPart[] };
};

/** Lists of tools whose index is kept; those of the sessions that have asked last. */
const MAX_LISTS = 100;

let brain: KnowledgeBrain | undefined;
const lists = new Map<string, readonly Tool[]>();

/** @returns The list that was equal before, for which the brain has an index: each request brings a copy. */
function sameList(tools: readonly Tool[] | undefined): readonly Tool[] | undefined {
  if (!tools) return undefined;
  const key = JSON.stringify(tools);
  const known = lists.get(key) ?? tools;
  lists.delete(key);
  lists.set(key, known);
  if (lists.size > MAX_LISTS) lists.delete(lists.keys().next().value as string);
  return known;
}

serveWorker<BrainCalls>({
  ready: () => undefined,
  learn: (knowledge) => {
    brain ??= new KnowledgeBrain(knowledge);
    brain.setKnowledge(knowledge);
  },
  reply: async (request) => {
    if (!brain) throw new Error('the brain has learned nothing');
    const parts: ReplyPart[] = [];
    const asked = { ...request, tools: sameList(request.tools) };
    for await (const part of brain.reply(asked, { signal: new AbortController().signal })) parts.push(part);
    return parts;
  },
});
