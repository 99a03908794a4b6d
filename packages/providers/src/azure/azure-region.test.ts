import { expect, it } from 'vitest';
import { regionUrl } from './azure-region.js';

it.each([
  ['westeurope', 'https://westeurope.tts.speech.microsoft.com'],
  [' EastUS2 ', 'https://eastus2.tts.speech.microsoft.com'],
  ['chinaeast2', 'https://chinaeast2.tts.speech.azure.cn'],
  ['usgovvirginia', 'https://usgovvirginia.tts.speech.azure.us'],
])('the region "%s" is at %s', (region, url) => {
  expect(regionUrl(region)).toBe(url);
});

it.each([[''], [' '], ['West Europe'], ['https://speech.example.com/'], ['westeurope.example.com']])(
  '"%s" is no name of a region, which the sentence of the error says',
  (region) => {
    expect(() => regionUrl(region)).toThrow('AZURE_SPEECH_REGION must be the name of a region, such as westeurope');
  },
);
