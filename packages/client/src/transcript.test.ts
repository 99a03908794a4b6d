import { expect, it } from 'vitest';
import { Emitter } from './emitter.js';
import type { SessionEvents } from './session-events.js';
import { followTranscript, type TranscriptLine } from './transcript.js';

it('is both sides in order, each line growing in its place', () => {
  const session = new Emitter<SessionEvents>();
  let lines: readonly TranscriptLine[] = [];
  const stop = followTranscript(session, (changed) => (lines = changed));
  const said = () => lines.map(({ from, text, final }) => `${from}: ${text}${final ? '' : ' …'}`);
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

it('tells how much of a reply was heard while it is spoken', () => {
  const session = new Emitter<SessionEvents>();
  let lines: readonly TranscriptLine[] = [];
  followTranscript(session, (changed) => (lines = changed));
  session.emit('replyHeard', { replyId: 'r', text: 'Too early', heardMs: 0 });
  session.emit('replyUpdated', { replyId: 'r', text: 'As I was', final: false });
  session.emit('replyHeard', { replyId: 'r', text: 'As I', heardMs: 300 });
  session.emit('replyUpdated', { replyId: 'r', text: 'As I was going', final: false });
  expect(lines).toEqual([{ id: 'face r', from: 'face', text: 'As I was going', final: false, heard: 4 }]);
  session.emit('replyUpdated', { replyId: 'r', text: 'As I was', final: true });
  session.emit('replyHeard', { replyId: 'r', text: 'As', heardMs: 100 });
  expect(lines).toEqual([{ id: 'face r', from: 'face', text: 'As I was', final: true }]);
});

it('has no line for a cough, nor for a reply nobody heard', () => {
  const session = new Emitter<SessionEvents>();
  let lines: readonly TranscriptLine[] = [];
  followTranscript(session, (changed) => (lines = changed));
  session.emit('userStarted', {});
  session.emit('userTranscribed', { text: '', final: true });
  session.emit('replyUpdated', { replyId: 'r', text: 'Never', final: false });
  session.emit('replyUpdated', { replyId: 'r', text: '', final: true });
  expect(lines).toEqual([]);
});
