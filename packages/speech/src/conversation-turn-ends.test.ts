import { describe, expect, it } from 'vitest';
import { TestCall } from './testing/index.js';

describe('a recogniser that hears the end of a turn', () => {
  it('spares the user the rest of the silence', async () => {
    const call = new TestCall({ transcripts: ['What time is it?'], replies: [['Noon.']] });
    await call.userSpeaks();
    await call.silence(60);
    call.recognizer.turnEnded = true;
    await call.silence(100);
    expect(call.all('turnTaken').map(({ text }) => text)).toEqual(['What time is it?']);
    expect(call.all('speechStopped').length).toBe(1);
    call.conversation.close();
  });

  it('ends no turn while the user speaks, nor in the gap of a consonant', async () => {
    const call = new TestCall({ transcripts: ['What time is it in Rome?'], replies: [['Noon.']] });
    await call.userSpeaks();
    call.recognizer.turnEnded = true;
    await call.userSpeaks();
    for (let i = 0; i < 3; i++) {
      await call.silence(40);
      await call.userSpeaks(200);
    }
    expect(call.all('turnTaken')).toEqual([]);
    call.conversation.close();
  });

  it('ends no turn in which the user has gone on since, until it hears another end', async () => {
    const call = new TestCall({ transcripts: ['What time is it? In Rome?'], replies: [['Noon.']] });
    await call.userSpeaks();
    await call.silence(60);
    call.recognizer.turnEnded = true;
    await call.userSpeaks(200);
    await call.silence(200);
    expect(call.all('turnTaken')).toEqual([]);
    call.recognizer.turnEnded = false;
    await call.silence(40);
    call.recognizer.turnEnded = true;
    await call.silence(40);
    expect(call.all('turnTaken').length).toBe(1);
    call.conversation.close();
  });

  it('may take it back when the user goes on: then the usual silence counts', async () => {
    const call = new TestCall({ transcripts: ['What time is it in Rome?'], replies: [['Noon.']] });
    await call.userSpeaks();
    await call.silence(60);
    call.recognizer.turnEnded = true;
    await call.silence(20);
    call.recognizer.turnEnded = false;
    await call.silence(300);
    expect(call.all('turnTaken')).toEqual([]);
    await call.silence(240);
    expect(call.all('turnTaken').length).toBe(1);
    call.conversation.close();
  });

  it('has no say about barge-in: sound that is no speech to the detector begins no turn', async () => {
    const call = new TestCall({ transcripts: ['A ghost'], replies: [['Noon.']] });
    call.recognizer.turnEnded = true;
    await call.silence(1_000);
    expect(call.names()).toEqual([]);
    call.conversation.close();
  });

  it('ends nothing where turns are taken by hand', async () => {
    const call = new TestCall({ transcripts: ['By hand.'], settings: { turnDetection: null } });
    call.recognizer.turnEnded = true;
    await call.userSpeaks();
    await call.silence(1_000);
    expect(call.all('turnTaken')).toEqual([]);
    call.conversation.commit();
    await call.settle();
    expect(call.all('turnTaken').length).toBe(1);
    call.conversation.close();
  });
});
