import type { SpeechSegment } from '@visavis/sound';
import type { SpeechOutput } from '@visavis/speech';
import { describe, expect, it } from 'vitest';
import { GatedOutput } from './gated-output.js';

const segment = (text: string): SpeechSegment => ({ samples: new Int16Array(960), text });

const recordingOutput = () => {
  const played: string[] = [];
  const output: SpeechOutput = {
    play: async ({ text }) => void played.push(text),
    interrupt: () => [],
    busy: false,
    onSent: () => () => undefined,
  };
  return { played, output };
};

describe('words said before a viewer can hear them', () => {
  it('wait, and are then said in order from the beginning', async () => {
    const { played, output } = recordingOutput();
    const gated = new GatedOutput(output);
    const said = [gated.play(segment('one')), gated.play(segment('two'))];
    expect([played, gated.busy]).toEqual([[], true]);
    gated.open();
    await Promise.all([...said, gated.play(segment('three'))]);
    expect([played, gated.busy]).toEqual([['one', 'two', 'three'], false]);
  });

  it('may come in many short pieces, none of which is lost', async () => {
    const { played, output } = recordingOutput();
    const gated = new GatedOutput(output);
    const said = Array.from({ length: 500 }, (_, i) => gated.play(segment(String(i))));
    gated.open();
    await Promise.all(said);
    expect(played).toHaveLength(500);
  });

  it('are dropped, unheard, when the user speaks first', async () => {
    const { played, output } = recordingOutput();
    const gated = new GatedOutput(output);
    const said = gated.play(segment('never mind'));
    expect(gated.interrupt()).toEqual([
      { segment: expect.objectContaining({ text: 'never mind' }) as unknown, heardMs: 0 },
    ]);
    await said;
    gated.open();
    expect(played).toEqual([]);
  });

  it('do not pile up', async () => {
    const { played, output } = recordingOutput();
    const gated = new GatedOutput(output);
    for (let i = 0; i < 4_000; i++) void gated.play(segment(String(i)));
    gated.open();
    expect(played).toHaveLength(60_000 / 20);
  });
});
