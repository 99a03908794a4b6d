import type { Events } from './emitter.js';
import type { SessionEvents } from './session-events.js';

/** One utterance of either side, or a picture that the user sent. */
export interface TranscriptLine {
  /** Stays the same while the line grows. */
  readonly id: string;
  readonly from: 'user' | 'face';
  /** Empty while the user's first word is not known yet, and beside a picture. */
  readonly text: string;
  /** JPEG, PNG or WebP as a data URL (RFC 2397). */
  readonly image?: string;
  /** `false` while it may still change. */
  readonly final: boolean;
  /**
   * How many characters of a reply were heard so far; absent where the server does not report it, and once it is final.
   */
  readonly heard?: number;
  /** A barge-in cut the reply short: its text had been longer before it became final. */
  readonly interrupted?: boolean;
  /** The user had not meant to interrupt the reply, which goes on in a later line. */
  readonly resumed?: boolean;
}

/** Shown for speech of which nothing was understood. */
const UNCLEAR = '…';
/** Lines kept; the oldest are dropped first. */
const MAX_LINES = 200;

/**
 * Both sides of a conversation in order, ready to be shown. The array is a new one with every change; a line that has
 * not changed is the same object as before.
 *
 * @param changed Called with all lines.
 * @returns A function that stops following.
 */
export function followTranscript(
  session: Events<SessionEvents>,
  changed: (lines: readonly TranscriptLine[]) => void,
): () => void {
  let lines: readonly TranscriptLine[] = [];
  let unnamed = 0;
  let sent = 0;
  const find = (id: string): TranscriptLine | undefined => lines.find((line) => line.id === id);
  const put = (line: TranscriptLine): void => {
    lines = find(line.id) ? lines.map((old) => (old.id === line.id ? line : old)) : [...lines, line].slice(-MAX_LINES);
    // A line that turned out to be empty is removed.
    if (line.final && line.text.trim() === '' && !line.image) lines = lines.filter(({ id }) => id !== line.id);
    changed(lines);
  };
  /** Where the server names no item, the line is the one that began last. */
  const userId = (itemId: string | undefined): string => `user ${itemId ?? `unnamed ${unnamed}`}`;
  const stops = [
    session.on('userStarted', ({ itemId }) => {
      if (itemId === undefined) unnamed++;
      put({ id: userId(itemId), from: 'user', text: '', final: false });
    }),
    session.on('userTranscribed', ({ itemId, text, final, unclear }) => {
      if (unclear) put({ id: userId(itemId), from: 'user', text: UNCLEAR, final });
      else if (final || text.trim() !== '') put({ id: userId(itemId), from: 'user', text, final });
    }),
    session.on('userTyped', ({ text }) => put({ id: `sent ${++sent}`, from: 'user', text, final: true })),
    session.on('imageSent', ({ dataUrl }) =>
      put({ id: `sent ${++sent}`, from: 'user', text: '', image: dataUrl, final: true }),
    ),
    session.on('replyUpdated', ({ replyId, text, final }) => {
      const id = `face ${replyId}`;
      put({ id, from: 'face', text, final, ...(final ? ending(find(id), text) : progress(find(id))) });
    }),
    session.on('replyResumed', ({ resumes }) => {
      const line = find(`face ${resumes}`);
      if (line) put({ id: line.id, from: line.from, text: line.text, final: line.final, resumed: true });
    }),
    session.on('replyHeard', ({ replyId, text }) => {
      const line = find(`face ${replyId}`);
      if (line && !line.final) put({ ...line, heard: Math.min(text.length, line.text.length) });
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

const progress = (before: TranscriptLine | undefined): Pick<TranscriptLine, 'heard'> =>
  before?.heard === undefined ? {} : { heard: before.heard };

function ending(before: TranscriptLine | undefined, text: string): Pick<TranscriptLine, 'interrupted'> {
  const shorter = text.trim().length < (before?.text.trim().length ?? 0);
  return shorter || before?.interrupted ? { interrupted: true } : {};
}
