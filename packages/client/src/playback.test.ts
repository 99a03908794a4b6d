import { beforeEach, describe, expect, it } from 'vitest';
import { Playback, type VideoLike } from './playback.js';
import type { Problem } from './problem.js';
import { settle } from './testing/index.js';

/** A video element in a browser that allows sound only after a touch. */
class StrictVideo implements VideoLike {
  srcObject: MediaProvider | null = null;
  muted = false;
  touched = false;
  playing: 'no' | 'mute' | 'aloud' = 'no';

  async play(): Promise<void> {
    if (!this.muted && !this.touched) throw new DOMException('not allowed', 'NotAllowedError');
    this.playing = this.muted ? 'mute' : 'aloud';
  }
}

const stream = (track: { enabled: boolean }): MediaStream =>
  ({ getAudioTracks: () => [track] }) as unknown as MediaStream;

let video: StrictVideo;
let problems: Problem[];
let playback: Playback;
beforeEach(() => {
  video = new StrictVideo();
  problems = [];
  playback = new Playback({ blocked: (failure) => problems.push(failure), painted: () => undefined });
  playback.attach(video);
});

describe('playing the face', () => {
  it('shows the picture without sound where the browser requires a touch first, and reports it', async () => {
    playback.show(stream({ enabled: true }));
    await settle();
    expect(video.playing).toBe('mute');
    expect(problems).toMatchObject([{ kind: 'autoplay', hint: 'Tap to hear.' }]);
    video.touched = true;
    await playback.unlock();
    expect(video.playing).toBe('aloud');
    expect(problems).toHaveLength(1);
  });

  it('leaves the element as loud as it found it', async () => {
    playback.show(stream({ enabled: true }));
    await settle();
    expect(video.muted).toBe(true);
    playback.close();
    expect(video.muted).toBe(false);
  });

  it('silences what is on its way at an interruption and sounds again afterwards', () => {
    const track = { enabled: true };
    playback.show(stream(track));
    playback.duck();
    expect(track.enabled).toBe(false);
    playback.unduck();
    expect(track.enabled).toBe(true);
  });

  it('switches to another element', () => {
    const face = stream({ enabled: true });
    playback.show(face);
    const other = new StrictVideo();
    playback.attach(other);
    expect([video.srcObject, other.srcObject]).toEqual([null, face]);
  });

  it('releases the element when it ends', () => {
    playback.show(stream({ enabled: true }));
    playback.close();
    playback.close();
    expect(video.srcObject).toBeNull();
    playback.show(stream({ enabled: true }));
    expect(video.srcObject).toBeNull();
  });
});
