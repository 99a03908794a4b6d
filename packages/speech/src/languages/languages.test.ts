import { describe, expect, it } from 'vitest';
import { silenceToEndMs } from '../listening/patience.js';
import { TestCall } from '../testing/index.js';
import { languageOf } from './index.js';

it.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE-at', 'de'],
  ['zh-Hant-TW', 'zh'],
  ['pt-BR', 'pt'],
  ['tlh', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('%s is spoken as %s', (tag, language) => {
  expect(languageOf(tag).tag).toBe(language);
});

describe.each(['en', 'de', 'fr', 'es', 'it', 'pt', 'zh', 'ja'])('the table of %s', (tag) => {
  const { apologies, abbreviations, goesOn } = languageOf(tag);

  it('has an apology of its own for each failure', () => {
    expect(new Set(Object.values(apologies)).size).toBe(3);
    for (const apology of Object.values(apologies)) expect(apology).toMatch(/[.。]$/);
    if (tag !== 'en') expect(apologies.failed).not.toBe(languageOf('en').apologies.failed);
  });

  it('is written as it is looked up', () => {
    for (const word of [...abbreviations, ...goesOn]) expect(word).toMatch(/^[^\s\p{Lu}]*[^\s\p{Lu}.]$/u);
  });
});

it.each([
  ['de-CH', 'ich hätte gern Tee und', 800],
  ['de', 'wie spät ist es', 500],
  ['fr', 'je voudrais du thé et', 800],
  ['es', 'quiero té y', 800],
  ['it', 'vorrei del tè e', 800],
  ['pt', 'quero chá e', 800],
  ['en', 'ich hätte gern Tee und', 500],
  ['zh', '我想要茶和', 800],
  ['zh', '你会说法语吗', 300],
  ['zh', '现在几点？', 300],
  ['ja', 'お茶が', 800],
  ['ja', '何時ですか。', 300],
  ['ja', '何時ですか', 300],
  ['de', 'wie spät ist es?', 300],
  ['fr', 'quelle heure est-il ?', 300],
])('in %s, “%s” is followed by %i ms of silence', (tag, interim, silenceMs) => {
  expect(silenceToEndMs(500, { interim }, languageOf(tag))).toBe(silenceMs);
});

describe('a conversation in German', () => {
  it('passes its language to every engine, and apologises in German', async () => {
    const call = new TestCall({
      transcripts: ['wie spät ist es'],
      replies: [[new Error('out of order')]],
      settings: { language: 'de-AT' },
    });
    await call.userSays();
    await call.silence(100);
    expect(call.recognizer.languages).toEqual(['de-AT']);
    expect(call.brain.requests[0]?.language).toBe('de-AT');
    expect(call.synthesizer.languages).toEqual(['de-AT', 'de-AT']);
    expect(call.synthesizer.spoken[0]).toMatch(/^Entschuldigung/);
  });

  it.each([
    ['de', 800],
    ['en', 500],
  ])('a pause after a German word that goes on ends a turn in %s after about %i ms', async (language, silenceMs) => {
    const call = new TestCall({ settings: { language } });
    call.recognizer.interim = 'ich möchte Tee und';
    await call.userSpeaks(640);
    await call.silence(silenceMs - 100);
    expect(call.all('speechStopped')).toEqual([]);
    await call.silence(200);
    expect(call.all('speechStopped')).toHaveLength(1);
  });
});
