import { CodedError } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import { describe, expect, it } from 'vitest';
import { WholeUtterance, type WholeHearing } from './whole-utterance.js';

/** A model that answers when it is asked to, with how much sound it has heard. */
class SlowModel implements WholeHearing {
  readonly clock = new FakeClock();
  busy = false;
  readonly heard: number[] = [];
  answer: (error?: Error) => Promise<void> = () => Promise.resolve();

  decode({ samples }: { samples: Float32Array }): Promise<string> {
    const ms = (samples.length * 1000) / LISTEN_RATE_HZ;
    this.heard.push(ms);
    return new Promise((resolve, reject) => {
      this.answer = async (error) => {
        if (error) reject(error);
        else resolve(`${ms} ms`);
        await new Promise((settled) => setImmediate(settled));
      };
    });
  }
}

const speech = (ms: number): Float32Array => new Float32Array((ms * LISTEN_RATE_HZ) / 1000);

function utteranceOf(model: SlowModel): { utterance: WholeUtterance; speak(ms: number): void } {
  const utterance = new WholeUtterance(model);
  return {
    utterance,
    speak: (ms) => {
      for (let spoken = 0; spoken < ms; spoken += 20) utterance.write(speech(20));
    },
  };
}

describe('an utterance that is heard as a whole', () => {
  it('is heard again after each 400 ms of new speech, when the model has nothing else to do', async () => {
    const model = new SlowModel();
    const { utterance, speak } = utteranceOf(model);
    speak(380);
    expect(model.heard).toEqual([]);
    speak(20);
    expect(model.heard).toEqual([400]);
    expect(utterance.interim).toBeUndefined();
    speak(600);
    await model.answer();
    expect(utterance.interim).toBe('400 ms');
    speak(20);
    expect(model.heard).toEqual([400, 1020]);
    await model.answer();
    model.busy = true;
    speak(600);
    expect(model.heard).toEqual([400, 1020]);
    model.busy = false;
    speak(20);
    expect(model.heard).toEqual([400, 1020, 1640]);
  });

  it('takes the last hearing for the final one where no sound came after it', async () => {
    const model = new SlowModel();
    const { utterance, speak } = utteranceOf(model);
    speak(400);
    const final = utterance.finish();
    await model.answer();
    expect(await final).toEqual({ text: '400 ms' });
    expect(model.heard).toEqual([400]);
  });

  it('is heard once more where sound came after the last hearing, and where that failed', async () => {
    for (const error of [undefined, new CodedError('worker.died', 'gone')]) {
      const model = new SlowModel();
      const { utterance, speak } = utteranceOf(model);
      speak(420);
      const final = utterance.finish();
      await model.answer(error);
      await model.answer();
      expect(await final).toEqual({ text: '420 ms' });
      expect(model.heard).toEqual([400, 420]);
    }
  });

  it('takes at most a fourth of the time of a slow model', async () => {
    const model = new SlowModel();
    const { speak } = utteranceOf(model);
    speak(400);
    model.clock.advance(1000);
    await model.answer();
    speak(2980);
    expect(model.heard).toEqual([400]);
    speak(20);
    expect(model.heard).toEqual([400, 3400]);
  });

  it('is nothing where nothing was said, and takes at most a minute of sound', async () => {
    const model = new SlowModel();
    expect(await new WholeUtterance(model).finish()).toEqual({ text: '' });
    expect(model.heard).toEqual([]);
    const { utterance } = utteranceOf(model);
    model.busy = true;
    utterance.write(speech(70_000));
    void utterance.finish();
    await new Promise((settled) => setImmediate(settled));
    expect(model.heard).toEqual([60_000]);
  });
});
