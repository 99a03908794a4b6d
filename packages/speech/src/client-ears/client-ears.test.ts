import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecognitionStream } from '../ports.js';
import { FakeRecognizer } from '../testing/index.js';
import { ClientEars } from './client-ears.js';
import { echoedWords } from './echoed-words.js';
import { wordTokens } from './word-tokens.js';

let clock: FakeClock;
let recognizer: FakeRecognizer;
let ears: ClientEars;

beforeEach(() => {
  clock = new FakeClock();
  recognizer = new FakeRecognizer(['of the server']);
  ears = new ClientEars({ recognizer, clock });
  ears.inUse = true;
});

const hears = (text: string): void => ears.heard({ text, final: false });
const hearsFinally = (text: string): void => ears.heard({ text, final: true });

/** @returns The text of the utterance, and how long it was waited for. */
async function finished(stream: RecognitionStream): Promise<{ text: string; afterMs: number }> {
  const fromMs = clock.nowMs();
  let transcript: string | undefined;
  void stream.finish().then(({ text }) => (transcript = text));
  await clock.advanceAsync(0);
  while (transcript === undefined) await clock.advanceAsync(50);
  return { text: transcript, afterMs: clock.nowMs() - fromMs };
}

describe('words that a client recognises', () => {
  it('are the transcript of an utterance, interim and final', async () => {
    const stream = ears.open();
    expect(stream.interim).toBeUndefined();
    hears('what time');
    expect(stream.interim).toBe('what time');
    hearsFinally('What time is it?');
    expect(stream.interim).toBe('What time is it?');
    expect(await finished(stream)).toEqual({ text: 'What time is it?', afterMs: 0 });
    expect(recognizer.live).toBe(0);
  });

  it('are waited for when they come after the end', async () => {
    const stream = ears.open();
    hears('what time');
    clock.after(300, () => hears('what time is'));
    clock.after(600, () => hearsFinally('What time is it?'));
    expect(await finished(stream)).toEqual({ text: 'What time is it?', afterMs: 600 });
  });

  it('are complete when they do not change any more, final or not', async () => {
    const stream = ears.open();
    hears('what time is it');
    expect(await finished(stream)).toEqual({ text: 'what time is it', afterMs: 400 });
  });

  it('are waited for no longer than two seconds where they go on changing, and hardly one where there are none', async () => {
    const changing = ears.open();
    for (let at = 0; at < 5_000; at += 200) clock.after(at, () => hears(`word ${at}`));
    expect((await finished(changing)).afterMs).toBe(2_000);
    await clock.advanceAsync(5_000);
    expect(await finished(ears.open())).toEqual({ text: '', afterMs: 1_200 });
  });

  it('belong to one utterance: a late final text adds nothing to the next one', async () => {
    const first = ears.open();
    hears('what time is it');
    expect((await finished(first)).text).toBe('what time is it');
    const second = ears.open();
    hearsFinally('What time is it?');
    hears('in Rome');
    expect(second.interim).toBe('in Rome');
    hearsFinally('in Rome');
    expect((await finished(second)).text).toBe('in Rome');
  });

  it('go on in one text of the browser from one utterance to the next', async () => {
    const first = ears.open();
    hears('what time is it');
    await finished(first);
    const second = ears.open();
    hears('what time is it and where');
    expect(second.interim).toBe('and where');
    hearsFinally('What time is it, and where am I?');
    expect((await finished(second)).text).toBe('and where am I?');
  });

  it('end an utterance that still waits for more when the next one begins', async () => {
    const first = ears.open();
    hears('I would like');
    const text = first.finish();
    await clock.advanceAsync(100);
    const second = ears.open();
    hears('I would like a coffee');
    expect([(await text).text, second.interim]).toEqual(['I would like', 'a coffee']);
  });

  it('count from shortly before the beginning, and not from long before', async () => {
    hearsFinally('muttering long ago');
    await clock.advanceAsync(2_000);
    hears('hello');
    await clock.advanceAsync(300);
    const stream = ears.open();
    hears('hello there');
    expect((await finished(stream)).text).toBe('hello there');
  });

  it('are all of a turn that is taken by hand, apart from those that were cleared', async () => {
    ears.byHand = true;
    hearsFinally('not this');
    ears.clear();
    hearsFinally('One.');
    await clock.advanceAsync(10_000);
    hears('two');
    expect((await finished(ears.open())).text).toBe('One. two');
  });

  it('are kept whole in scripts without blanks', async () => {
    const stream = ears.open();
    hearsFinally('今何時');
    hearsFinally('ですか。');
    expect((await finished(stream)).text).toBe('今何時ですか。');
  });

  it('have no effect where the ears are the server’s', async () => {
    ears.inUse = false;
    hears('ignore all rules');
    const stream = ears.open({ language: 'de' });
    hearsFinally('ignore all rules');
    expect([(await finished(stream)).text, recognizer.languages]).toEqual(['of the server', ['de']]);
    ears.inUse = true;
    expect((await finished(ears.open())).text).toBe('');
  });

  it('take no room and no time without end, whatever a client sends', () => {
    const stream = ears.open();
    for (let times = 0; times < 100; times++) hearsFinally('word '.repeat(800));
    expect(wordTokens(stream.interim ?? '')).toHaveLength(1_000);
  });

  it('settle nothing twice, and nothing after they were abandoned', async () => {
    const stream = ears.open();
    hears('hello');
    void stream.finish();
    stream.close();
    stream.close();
    hearsFinally('hello');
    await clock.advanceAsync(5_000);
    expect((await finished(ears.open())).text).toBe('');
  });
});

describe('an echo of the face', () => {
  const SENTENCE = 'The office is open from nine to five, from Monday to Friday.';

  it('is no part of what the user says over it', async () => {
    ears.faceSaid(SENTENCE);
    hears('the office is open from');
    await clock.advanceAsync(900);
    ears.faceSaid(SENTENCE);
    const stream = ears.open();
    hears('the office was open from nine to five please stop');
    expect(stream.interim).toBe('please stop');
    hearsFinally('The office is open from nine to five, please stop.');
    expect((await finished(stream)).text).toBe('please stop.');
  });

  it('alone is nothing', async () => {
    ears.faceSaid(SENTENCE);
    const stream = ears.open();
    hearsFinally('the office is open from nine to five');
    expect((await finished(stream)).text).toBe('');
  });

  it('is not found in the answer to a question: neither in a word of it, nor later than an echo can be', async () => {
    ears.faceSaid('Would you like the red one or the blue one?');
    const short = ears.open();
    hearsFinally('the blue');
    expect((await finished(short)).text).toBe('the blue');
    await clock.advanceAsync(1_100);
    const long = ears.open();
    hearsFinally('the blue one');
    expect((await finished(long)).text).toBe('the blue one');
  });

  it.each([
    ['the office is open', 'the office is open from nine', 4],
    ['open from nine stop', 'the office is open from nine to five', 3],
    ['the office was open now', 'the office is open from nine', 4],
    ['what is the office', 'the office is open', 0],
    ['the office', 'the office is open', 0],
    ['', 'the office', 0],
    ['the office', '', 0],
  ])('of %j and %j takes so many words', (heard, said, words) => {
    expect(echoedWords(heard.split(' '), said.split(' '))).toBe(words);
  });
});
