import { fakeModel, picturesIn, type FakeModel, type ModelRequest } from '../support/fake-model.js';

/** Answers a request for a story at length, and any other by the number of pictures that came with it. */
export const seeingModel = (): Promise<FakeModel> =>
  fakeModel((request) => {
    const last = textsIn(request).at(-1) ?? '';
    if (/story/i.test(last)) return STORY;
    const count = picturesIn(request).length;
    return `I see ${count} ${count === 1 ? 'picture' : 'pictures'}.`;
  });

export const STORY =
  'Once there was a lighthouse that had lost its voice. Every evening it sent its light over the water, and no ship ' +
  'ever answered. So it began to watch the waves, and it learned to tell a calm from a storm.';

/** Every text of a request, the instructions first. */
export const textsIn = ({ messages }: ModelRequest): string[] =>
  messages.flatMap(({ content }) =>
    typeof content === 'string' ? [content] : (content ?? []).flatMap(({ text }) => (text === undefined ? [] : [text])),
  );
