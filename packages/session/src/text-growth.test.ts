import { slowTexts } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { readUserId } from './dialect-v1/user-id.js';
import { readQuery } from './dialect-v2/query.js';
import { samplesFromBase64 } from './frames/base64-sound.js';
import { unhonoured } from './settings/unhonoured.js';

/** Every function of this package that reads a text from outside. A new one takes a line here. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  readQuery,
  'readQuery, a value': (text) => readQuery(`license=${text}&name=${text}&after=${text}`),
  readUserId,
  samplesFromBase64,
  unhonoured: (text) =>
    unhonoured(
      { config: { voice: text, model: text }, ignored: [text] },
      { model: 'a', voices: [], sees: false, takesTranscripts: false },
    ),
};

it.each(Object.entries(READERS))('R-03: %s takes a time that grows with its text, and no faster', (_name, read) => {
  expect(slowTexts(read)).toEqual([]);
});
