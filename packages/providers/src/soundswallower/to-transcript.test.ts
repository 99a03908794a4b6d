import { describe, expect, it } from 'vitest';
import { NOT_UNDERSTOOD } from '@visavis/speech';
import { toTranscript } from './to-transcript.js';

/** What the decoder reports, as `word:milliseconds`. */
const heard = (report: string) =>
  report.split(' ').map((item) => {
    const [word = '', ms] = item.split(':');
    return { word, durationMs: Number(ms) };
  });

describe('unknown sounds without a known word', () => {
  // As decoded from bursts of noise, by decoders that had heard nothing or one voice.
  it.each(['qqs:380 qqth:130', 'qqt:30 qqf:600', 'qqf:370 qqp:210', 'qqt:80 qqf:370 qqp:180', 'qqs:2000', 'qqs:410'])(
    'are no speech where no syllable is among them: %s',
    (report) => {
      expect(toTranscript(heard(report))).toEqual({ text: '', confidence: 0 });
    },
  );

  it.each(['qqb:50 qqae:250 qqs:90 qqw:80 qqoy:70', 'qqs:300 qqm:250', 'qqs:460 qqih:40'])(
    'are speech with a syllable: %s',
    (report) => {
      expect(toTranscript(heard(report))).toEqual({ text: NOT_UNDERSTOOD, confidence: 0 });
    },
  );

  it('are no speech, syllable or not, as long as they are short', () => {
    expect(toTranscript(heard('qqae:300 qqs:190')).text).toBe('');
  });
});

it('unknown sounds beside a known word are marked, syllable or not', () => {
  expect(toTranscript(heard('please:300 qqs:300'))).toEqual({ text: `please ${NOT_UNDERSTOOD}`, confidence: 0.5 });
});
