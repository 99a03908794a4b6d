import { CodedError, silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import type { IceCandidate, SessionDescription } from '@visavis/media';
import { beforeEach, describe, expect, it } from 'vitest';
import { Signalling, type NegotiableMedia } from './signalling.js';

class FakeMedia implements NegotiableMedia {
  readonly calls: string[] = [];
  fail: Error | undefined;

  async createOffer(): Promise<SessionDescription> {
    this.calls.push('offer');
    return { type: 'offer', sdp: 'ours' };
  }
  async acceptAnswer(sdp: string): Promise<void> {
    await Promise.resolve();
    if (this.fail) throw this.fail;
    this.calls.push(`answer ${sdp}`);
  }
  async acceptOffer(sdp: string): Promise<SessionDescription> {
    this.calls.push(`their offer ${sdp}`);
    return { type: 'answer', sdp: 'answer to theirs' };
  }
  addCandidate(candidate: IceCandidate): void {
    if (this.fail) throw this.fail;
    this.calls.push(`candidate ${candidate.candidate}`);
  }
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 40; i++) await Promise.resolve();
};

let clock: FakeClock;
let media: FakeMedia;
let heard: string[];
let signalling: Signalling;
beforeEach(() => {
  clock = new FakeClock();
  media = new FakeMedia();
  heard = [];
  signalling = new Signalling(media, {
    clock,
    logger: silentLogger,
    events: {
      described: ({ type, sdp }) => heard.push(`${type}: ${sdp}`),
      changed: (_from, to) => heard.push(to),
      refused: () => heard.push('refused'),
      lost: () => heard.push('lost'),
    },
  });
});

const connected = async (): Promise<void> => {
  signalling.start();
  signalling.answered('theirs');
  await settled();
  signalling.transportChanged('connected');
};

describe('signalling', () => {
  it('offers once, takes the answer, and reports the connection', async () => {
    await connected();
    expect(heard).toEqual(['offer: ours', 'offered', 'answered', 'connected']);
  });

  it('passes candidates on at once, even before the answer', async () => {
    signalling.start();
    signalling.candidate({ candidate: 'early' });
    signalling.answered('theirs');
    await settled();
    expect(media.calls).toEqual(['candidate early', 'offer', 'answer theirs']);
  });

  it('applies the first answer only', async () => {
    await connected();
    signalling.answered('again');
    await settled();
    expect(media.calls).toEqual(['offer', 'answer theirs']);
  });

  it("answers the client's offer, and says of one that crosses its own that it was left alone", async () => {
    signalling.start();
    signalling.offered('crossing');
    await settled();
    expect(heard).toEqual(['offer: ours', 'offered', 'refused']);
    signalling.answered('theirs');
    signalling.offered('camera');
    await settled();
    expect(media.calls).toEqual(['offer', 'answer theirs', 'their offer camera']);
    expect(heard.at(-1)).toBe('answer: answer to theirs');
  });

  it('outlives an answer and a candidate that make no sense', async () => {
    signalling.start();
    media.fail = new CodedError('media.negotiation_failed', 'no');
    signalling.answered('rubbish');
    signalling.candidate({ candidate: 'rubbish' });
    await settled();
    media.fail = undefined;
    signalling.answered('theirs');
    await settled();
    expect(heard.filter((line) => line === 'refused')).toHaveLength(2);
    expect(signalling.state).toBe('answered');
  });

  it('C-15: gives a failed connection fifteen seconds to come back', async () => {
    await connected();
    signalling.transportChanged('failed');
    clock.advance(14_999);
    expect(heard).not.toContain('lost');
    clock.advance(1);
    expect(heard.at(-1)).toBe('lost');
  });

  it('forgets the failure when the client restarts ICE in time', async () => {
    await connected();
    signalling.transportChanged('failed');
    clock.advance(10_000);
    signalling.offered('restart');
    await settled();
    signalling.transportChanged('connected');
    clock.advance(60_000);
    expect(heard).not.toContain('lost');
    expect(signalling.state).toBe('connected');
  });

  it('bounds what a client can queue', async () => {
    for (let i = 0; i < 100; i++) signalling.offered(`offer ${i}`);
    await settled();
    signalling.close();
    expect(clock.pending).toBe(0);
    expect(media.calls).toEqual([]);
  });

  it('does nothing more once closed', async () => {
    signalling.start();
    signalling.close();
    signalling.answered('late');
    signalling.candidate({ candidate: 'late' });
    await settled();
    expect([heard, media.calls]).toEqual([['closed'], []]);
  });
});
