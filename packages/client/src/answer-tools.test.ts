import { beforeEach, expect, it } from 'vitest';
import { answerTools, type HandledTool } from './answer-tools.js';
import { Emitter } from './emitter.js';
import type { SessionEvents } from './session-events.js';
import { settle } from './testing/index.js';

let events: Emitter<SessionEvents>;
let results: [string, unknown][];
beforeEach(() => {
  events = new Emitter();
  results = [];
});

function answer(...tools: HandledTool[]): () => void {
  const sendToolResult = (callId: string, output: unknown): void => void results.push([callId, output]);
  return answerTools({ on: events.on.bind(events), sendToolResult }, () => tools);
}
const call = (name: string, args = {}): void => events.emit('toolCalled', { callId: 'c1', name, arguments: args });

it('a handler gets the arguments, and the brain what it gives, at once or later', async () => {
  answer(
    { name: 'add', description: '', handler: ({ a, b }) => Number(a) + Number(b) },
    { name: 'later', description: '', handler: async () => ({ done: true }) },
  );
  call('add', { a: 1, b: 2 });
  call('later');
  await settle();
  expect(results).toEqual([
    ['c1', 3],
    ['c1', { done: true }],
  ]);
});

it.each([
  [
    'throws',
    () => {
      throw new Error('No paper');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('No paper');
    },
  ],
])('the brain is told when a handler %s', async (_, handler) => {
  answer({ name: 'print', description: '', handler });
  call('print');
  await settle();
  expect(results).toEqual([['c1', { error: 'No paper' }]]);
});

it('a call without a handler is left to others, and so is every call once it has stopped', async () => {
  const stop = answer({ name: 'known', description: '' }, { name: 'other', description: '', handler: () => 'x' });
  call('known');
  call('unknown');
  stop();
  call('other');
  await settle();
  expect(results).toEqual([]);
});
