// The knowledge of the face in the benchmarks: every recording is a question with a short answer, and one has a long
// story.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordedVoices } from '@visavis/providers/testing';

/** The recording and the words to which the story is the answer. */
export const STORY_FILE = 'human-tt-weasels.wav';
export const STORY_QUESTION = 'weasels have eaten our phone system';

const STORY =
  `I am sorry to hear about the weasels. They came in through the cellar last night, and they began with the red
cables, because the red ones taste best. After that they ate the bells, the dials and the little lamps. By three in the
morning they had reached the director's telephone, which they liked so much that they invited their cousins. We have put
down a plate of apples to lead them away, and a man with a flute is expected before lunch. Until then, please write us a
letter, or send a pigeon, and we will answer as soon as we can.`.replaceAll('\n', ' ');

/** @returns Path of the Markdown file, and a function that removes it. */
export async function writeKnowledge() {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-bench-'));
  const path = join(folder, 'knowledge.md');
  const topics = recordedVoices().map(({ file, text }) => {
    return `## ${text}\n\n${file === STORY_FILE ? STORY : 'Yes, it is so.'}`;
  });
  await writeFile(path, ['# Recordings', ...topics, ''].join('\n\n'));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
