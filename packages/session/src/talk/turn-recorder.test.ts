import { TestCall } from '@visavis/speech/testing';
import { describe, expect, it } from 'vitest';
import type { TurnEntry } from '../journal.js';
import { TurnRecorder } from './turn-recorder.js';

const record = (options: ConstructorParameters<typeof TestCall>[0]) => {
  const call = new TestCall(options);
  const turns: TurnEntry[] = [];
  const recorder = new TurnRecorder(call.conversation, (turn) => turns.push(turn));
  return { call, turns, recorder };
};

describe('a turn', () => {
  it('is recorded with what the user said, what was heard, and how long each stage took', async () => {
    const { call, turns } = record({ transcripts: ['how are you'], replies: [['Very well.']] });
    await call.userSays();
    await call.silence(2_000);
    expect(turns).toMatchObject([
      { turnId: 'resp_1', user: 'how are you', heard: 'Very well.', interrupted: false, toolCalls: 0 },
    ]);
    expect(Object.keys(turns[0]?.stagesMs ?? {})).toEqual(expect.arrayContaining(['endpointMs', 'replyMs', 'totalMs']));
  });

  it('holds nothing that was not heard, nor what the user said in another', async () => {
    const { call, turns } = record({ replies: [['hang'], ['First. Second. Third.'], ['Yes.']] });
    const ask = (text: string) => {
      call.conversation.addItem({ role: 'user', text });
      call.conversation.createResponse();
    };
    ask('one');
    await call.silence(100);
    ask('two');
    await call.silence(1_500);
    ask('three');
    await call.silence(2_000);
    expect(turns.map(({ user, heard, interrupted }) => [user, heard, interrupted])).toEqual([
      ['one', '', true],
      ['two', 'First.', true],
      ['three', 'Yes.', false],
    ]);
  });

  it('begins behind the history that a client brings along, and without a user where the face speaks unasked', async () => {
    const { call, turns } = record({ replies: [['Welcome.'], ['Yes.']] });
    call.conversation.createResponse();
    await call.silence(2_000);
    for (const [role, text] of [
      ['user', 'old'],
      ['assistant', 'older'],
      ['user', 'new'],
    ] as const)
      call.conversation.addItem({ role, text });
    call.conversation.createResponse();
    await call.silence(2_000);
    expect(turns.map(({ user, heard }) => [user, heard])).toEqual([
      ['', 'Welcome.'],
      ['new', 'Yes.'],
    ]);
  });

  it('that still runs when the session ends is recorded as far as it was heard, once', async () => {
    const { call, turns, recorder } = record({ replies: [['First. Second. Third.']] });
    call.conversation.createResponse();
    await call.silence(1_800);
    recorder.close();
    recorder.close();
    expect(turns).toMatchObject([{ interrupted: true, heard: expect.stringMatching(/^First\./) as string }]);
    expect(turns[0]?.heard).not.toContain('Third.');
  });
});
