import { describe, expect, it } from 'vitest';
import { describeEngines, readEngines } from './engines.js';

const OWN = { languages: ['en-US'], times: [], streams: true, service: null };

describe('what a server states of its engines', () => {
  it('is said in plain words, with where voice and words go', () => {
    expect(
      describeEngines({
        ears: OWN,
        mind: { languages: 'any', times: [], streams: true, service: 'OpenAI' },
        voice: { languages: ['en', 'de', 'fr'], times: ['phones', 'words'], streams: true, service: 'ElevenLabs' },
      }),
    ).toEqual([
      'Understands American English, while you speak. Your voice stays on this server.',
      'Answers in any language. The conversation goes to OpenAI.',
      'Speaks English, German and French, with the times of its sounds for the lips. What the face says goes to ElevenLabs.',
    ]);
  });

  it('is not said of engines that are not in use, and many languages are counted', () => {
    const languages = ['en', 'de', 'fr', 'es', 'x--bad'];
    expect(describeEngines({ voice: { ...OWN, languages } })).toEqual([
      'Speaks English, German, French and 2 more. What the face says stays on this server.',
    ]);
    expect(describeEngines({})).toEqual([]);
  });

  it('is read whatever a server sends', () => {
    for (const nothing of [undefined, null, 'no', 7, []]) expect(readEngines(nothing) ?? {}).toEqual({});
    expect(
      readEngines({ ears: null, voice: { languages: 'de', times: 3, service: 4 }, mind: OWN, mouth: OWN }),
    ).toEqual({
      voice: { languages: 'any', times: [], streams: false, service: null },
      mind: OWN,
    });
  });
});
