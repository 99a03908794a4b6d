import { alphaPainter, type AlphaPainter } from './alpha-shader.js';

/** How a face is shown at present. */
export interface ShownFace {
  /** Size of the face, pixels: that of the video, or of its upper half. */
  readonly width: number;
  readonly height: number;
  /** Whether the page is seen behind the person. */
  readonly transparent: boolean;
}

/**
 * Shows a face over the page where its background is transparent: the video is then twice as high as the face, whose
 * opacity is in the lower half, and `canvas`, which lies over the video, shows what results. Otherwise the video shows
 * itself, and the canvas is hidden.
 *
 * @param changed Called when size or transparency change.
 * @returns Ends it and shows the video again.
 */
export function showFace(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  changed: (face: ShownFace) => void = () => undefined,
): () => void {
  let painter: AlphaPainter | undefined;
  let shown: ShownFace | undefined;
  let ended = false;
  let cancel: () => void = () => undefined;

  const paint = (): void => {
    cancel();
    if (ended) return;
    const face = faceIn(video);
    if (face && !isSame(face, shown)) show(face);
    if (face?.transparent) {
      painter ??= alphaPainter(canvas) ?? flatPainter(canvas);
      painter.draw(video);
    }
    cancel = nextFrame(video, paint);
  };
  const show = (face: ShownFace): void => {
    shown = face;
    // Hidden in this way the video is decoded and heard all the same.
    video.style.opacity = face.transparent ? '0' : '';
    canvas.hidden = !face.transparent;
    if (face.transparent) Object.assign(canvas, { width: face.width, height: face.height });
    changed(face);
  };
  // The size changes before the first frame of that size is shown.
  video.addEventListener('resize', paint);
  canvas.hidden = true;
  paint();
  return () => {
    ended = true;
    cancel();
    video.removeEventListener('resize', paint);
    video.style.opacity = '';
    canvas.hidden = true;
  };
}

/** @returns The face that a video shows, `undefined` before its first frame. */
export function faceIn({
  videoWidth: width,
  videoHeight: height,
}: Pick<HTMLVideoElement, 'videoWidth' | 'videoHeight'>): ShownFace | undefined {
  if (width === 0 || height === 0) return undefined;
  const transparent = height >= 2 * width;
  return { width, height: transparent ? height / 2 : height, transparent };
}

const isSame = (a: ShownFace, b: ShownFace | undefined): boolean =>
  a.width === b?.width && a.height === b.height && a.transparent === b.transparent;

/** Where there is no WebGL: the face before the colours of its edge. */
function flatPainter(canvas: HTMLCanvasElement): AlphaPainter {
  const context = canvas.getContext('2d');
  return {
    draw(video) {
      const { width, height } = canvas;
      context?.drawImage(video, 0, 0, video.videoWidth, video.videoHeight / 2, 0, 0, width, height);
      return true;
    },
  };
}

/** Calls back with the next frame of the video or, where the browser does not report those, of the screen. */
function nextFrame(video: HTMLVideoElement, callback: () => void): () => void {
  if (typeof video.requestVideoFrameCallback === 'function') {
    const handle = video.requestVideoFrameCallback(callback);
    return () => video.cancelVideoFrameCallback(handle);
  }
  const handle = requestAnimationFrame(callback);
  return () => cancelAnimationFrame(handle);
}
