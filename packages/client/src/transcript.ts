import type { Events } from './emitter.js';
import type { SessionEvents } from './session-events.js';

/** One utterance of either side. */
export interface TranscriptLine {
  /** The same as long as the line grows. */
  readonly id: string;
  readonly from: 'user' | 'face';
  readonly text: string;
  /** `false` while it may still change. */
  readonly final: boolean;
  /** How many characters of a reply were heard so far; absent where the server does not tell, and once it is final. */
  readonly heard?: number;
}

/** Lines kept; the oldest go first. */
const MAX_LINES = 200;

/**
 * Both sides of a conversation in order, ready to be shown. The array is a new one with every change.
 *
 * @param changed Called with all lines.
 * @returns Stops following.
 */
export function followTranscript(
  session: Events<SessionEvents>,
  changed: (lines: readonly TranscriptLine[]) => void,
): () => void {
  let lines: readonly TranscriptLine[] = [];
  let unnamed = 0;
  const put = (line: TranscriptLine): void => {
    const known = lines.some(({ id }) => id === line.id);
    lines = known ? lines.map((old) => (old.id === line.id ? line : old)) : [...lines, line].slice(-MAX_LINES);
    // What turned out to be nothing leaves no empty line.
    if (line.final && line.text.trim() === '') lines = lines.filter(({ id }) => id !== line.id);
    changed(lines);
  };
  const userId = (itemId: string | undefined): string => `user ${itemId ?? unnamed}`;
  const stops = [
    session.on('userStarted', ({ itemId }) => {
      if (itemId === undefined) unnamed++;
      put({ id: userId(itemId), from: 'user', text: '', final: false });
    }),
    session.on('userTranscribed', ({ itemId, text, final }) => put({ id: userId(itemId), from: 'user', text, final })),
    session.on('userTyped', ({ text }) => put({ id: `typed ${++unnamed}`, from: 'user', text, final: true })),
    session.on('replyUpdated', ({ replyId, text, final }) => {
      const id = `face ${replyId}`;
      const heard = final ? undefined : lines.find((line) => line.id === id)?.heard;
      put({ id, from: 'face', text, final, ...(heard === undefined ? {} : { heard }) });
    }),
    session.on('replyHeard', ({ replyId, text }) => {
      const line = lines.find(({ id }) => id === `face ${replyId}`);
      if (line && !line.final) put({ ...line, heard: Math.min(text.length, line.text.length) });
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
