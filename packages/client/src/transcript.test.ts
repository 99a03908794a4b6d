import { beforeEach, describe, expect, it } from 'vitest';
import { Emitter } from './emitter.js';
import type { SessionEvents } from './session-events.js';
import { followTranscript, type TranscriptLine } from './transcript.js';

let session: Emitter<SessionEvents>;
let lines: readonly TranscriptLine[];
let stop: () => void;

beforeEach(() => {
  session = new Emitter();
  lines = [];
  stop = followTranscript(session, (changed) => (lines = changed));
});

const said = () => lines.map(({ from, text, final }) => `${from}: ${text}${final ? '' : ' …'}`);

describe('the transcript', () => {
  it('is both sides in order, each line growing in its place', () => {
    session.emit('userStarted', { itemId: 'i1' });
    session.emit('replyUpdated', { replyId: 'r0', text: 'As I was', final: false });
    session.emit('userTranscribed', { itemId: 'i1', text: 'what time', final: false });
    expect(said()).toEqual(['user: what time …', 'face: As I was …']);
    session.emit('userTranscribed', { itemId: 'i1', text: 'what time is it', final: true });
    session.emit('userTyped', { text: 'please' });
    session.emit('replyUpdated', { replyId: 'r1', text: 'Noon.', final: true });
    expect(said()).toEqual(['user: what time is it', 'face: As I was …', 'user: please', 'face: Noon.']);
    stop();
    session.emit('userTyped', { text: 'unheard' });
    expect(said()).toHaveLength(4);
  });

  it('keeps the objects of lines that have not changed', () => {
    session.emit('userTyped', { text: 'please' });
    const [typed] = lines;
    session.emit('replyUpdated', { replyId: 'r', text: 'Noon', final: false });
    const [, reply] = lines;
    session.emit('replyUpdated', { replyId: 'r', text: 'Noon.', final: false });
    expect(lines[0]).toBe(typed);
    expect(lines[1]).not.toBe(reply);
  });

  it('puts what is understood in the line of the utterance, where the server names none and the user types meanwhile', () => {
    session.emit('userStarted', {});
    session.emit('userTyped', { text: 'typed' });
    session.emit('userTranscribed', { text: 'spoken', final: false });
    session.emit('userTranscribed', { text: '', final: false });
    session.emit('userTranscribed', { text: 'spoken words', final: true });
    session.emit('userStarted', {});
    expect(said()).toEqual(['user: spoken words', 'user: typed', 'user:  …']);
  });

  it('holds the pictures that the user sent', () => {
    session.emit('imageSent', { dataUrl: 'data:image/png;base64,AA' });
    session.emit('imageSent', { dataUrl: 'data:image/png;base64,BB' });
    expect(lines.map(({ from, image, final }) => [from, image, final])).toEqual([
      ['user', 'data:image/png;base64,AA', true],
      ['user', 'data:image/png;base64,BB', true],
    ]);
  });

  it('shows how much of a reply was heard while it is spoken', () => {
    session.emit('replyHeard', { replyId: 'r', text: 'Too early', heardMs: 0 });
    session.emit('replyUpdated', { replyId: 'r', text: 'As I was', final: false });
    session.emit('replyHeard', { replyId: 'r', text: 'As I', heardMs: 300 });
    session.emit('replyUpdated', { replyId: 'r', text: 'As I was going', final: false });
    expect(lines).toEqual([{ id: 'face r', from: 'face', text: 'As I was going', final: false, heard: 4 }]);
    session.emit('replyUpdated', { replyId: 'r', text: 'As I was going', final: true });
    session.emit('replyHeard', { replyId: 'r', text: 'As', heardMs: 100 });
    expect(lines).toEqual([{ id: 'face r', from: 'face', text: 'As I was going', final: true }]);
  });

  it('marks a reply that was cut short, also when its end is repeated', () => {
    session.emit('replyUpdated', { replyId: 'r', text: 'As I was going', final: false });
    session.emit('replyUpdated', { replyId: 'r', text: 'As I was', final: true });
    session.emit('replyUpdated', { replyId: 'r', text: 'As I was', final: true });
    expect(lines).toEqual([{ id: 'face r', from: 'face', text: 'As I was', final: true, interrupted: true }]);
  });

  it('has no line for a cough, nor for a reply of which nothing was heard', () => {
    session.emit('userStarted', {});
    session.emit('userTranscribed', { text: '', final: true });
    session.emit('replyUpdated', { replyId: 'r', text: 'Never', final: false });
    session.emit('replyUpdated', { replyId: 'r', text: '', final: true });
    expect(lines).toEqual([]);
  });

  it('keeps the newest 200 lines', () => {
    for (let i = 1; i <= 201; i++) session.emit('userTyped', { text: String(i) });
    expect([lines.length, lines[0]?.text]).toEqual([200, '2']);
  });
});
