import { expect, it, vi } from 'vitest';
import { faceIn, showFace, type ShownFace } from './face-canvas.js';

it.each([
  [512, 512, { width: 512, height: 512, transparent: false }],
  [720, 1280, { width: 720, height: 1280, transparent: false }],
  [512, 1024, { width: 512, height: 512, transparent: true }],
  [720, 2560, { width: 720, height: 1280, transparent: true }],
  [0, 0, undefined],
])('a video of %i × %i pixels shows its face', (videoWidth, videoHeight, face) => {
  expect(faceIn({ videoWidth, videoHeight })).toEqual(face);
});

/** A browser without WebGL, in which the test decides when a frame is shown. */
function browser() {
  const frames: (() => void)[] = [];
  const drawn: number[][] = [];
  const listeners = new Map<string, () => void>();
  const video = {
    videoWidth: 0,
    videoHeight: 0,
    style: { opacity: '' },
    addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
    removeEventListener: (name: string) => listeners.delete(name),
    requestVideoFrameCallback: (callback: () => void) => frames.push(callback),
    cancelVideoFrameCallback: vi.fn(() => void (frames.length = 0)),
  };
  const context = { drawImage: (_video: unknown, ...place: number[]) => drawn.push(place) };
  const canvas = {
    hidden: false,
    width: 300,
    height: 150,
    getContext: (kind: string) => (kind === '2d' ? context : null),
  };
  const frame = (videoWidth: number, videoHeight: number) => {
    const resized = videoWidth !== video.videoWidth || videoHeight !== video.videoHeight;
    Object.assign(video, { videoWidth, videoHeight });
    if (resized) listeners.get('resize')?.();
    for (const callback of frames.splice(0)) callback();
  };
  const seen: ShownFace[] = [];
  const end = showFace(
    video as unknown as HTMLVideoElement,
    canvas as unknown as HTMLCanvasElement,
    (face) => void seen.push(face),
  );
  return { video, canvas, drawn, frame, seen, end, listeners, frames };
}

it('a transparent face is drawn on the canvas, at any size, and the video shows itself otherwise', () => {
  const { video, canvas, drawn, frame, seen } = browser();
  expect([canvas.hidden, video.style.opacity]).toEqual([true, '']);
  frame(512, 512);
  expect([canvas.hidden, drawn.length]).toEqual([true, 0]);
  frame(512, 1024);
  expect([canvas.hidden, canvas.width, canvas.height, video.style.opacity]).toEqual([false, 512, 512, '0']);
  expect(drawn.at(-1)).toEqual([0, 0, 512, 512, 0, 0, 512, 512]);
  frame(720, 2560);
  expect(drawn.at(-1)).toEqual([0, 0, 720, 1280, 0, 0, 720, 1280]);
  frame(512, 512);
  expect([canvas.hidden, video.style.opacity]).toEqual([true, '']);
  expect(seen.map(({ height, transparent }) => [height, transparent])).toEqual([
    [512, false],
    [512, true],
    [1280, true],
    [512, false],
  ]);
});

it('one frame is awaited at a time, and none once it has ended', () => {
  const { video, canvas, frame, end, listeners, frames, drawn } = browser();
  frame(512, 1024);
  frame(512, 1024);
  expect(frames).toHaveLength(1);
  end();
  expect([frames.length, listeners.size, canvas.hidden, video.style.opacity]).toEqual([0, 0, true, '']);
  const before = drawn.length;
  frame(512, 1024);
  expect(drawn).toHaveLength(before);
});
