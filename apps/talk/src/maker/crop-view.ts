import { byId } from '../dom.js';
import { LARGEST_ZOOM, seen, sideOf, within, type Framing } from './area.js';

/** Pixels of the window's side on the screen; more are not seen. */
const WINDOW = 720;
/** Longest side of the picture that is sent, pixels: more than a face needs. */
const LONGEST_SENT = 1600;
const QUALITY = 0.92;
/** A key moves the crop by a tenth of what is seen, and zooms by a quarter of a step. */
const KEY_STEP = 0.1;
const ZOOM_STEP = 1.15;
const MOVES: Readonly<Record<string, readonly [x: number, y: number, zoom: number]>> = {
  ArrowLeft: [-KEY_STEP, 0, 1],
  ArrowRight: [KEY_STEP, 0, 1],
  ArrowUp: [0, -KEY_STEP, 1],
  ArrowDown: [0, KEY_STEP, 1],
  '+': [0, 0, ZOOM_STEP],
  '-': [0, 0, 1 / ZOOM_STEP],
};

/** Shows a picture in a square, which is moved by dragging and by arrow keys, and zoomed by a slider, wheel or pinch. */
export class CropView {
  readonly #canvas = byId('maker-crop', HTMLCanvasElement);
  readonly #zoom = byId('maker-zoom', HTMLInputElement);
  /** Where each finger, or the mouse, was last. */
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #picture: ImageBitmap | undefined;
  #framing: Framing = { zoom: 1, x: 0, y: 0 };

  constructor() {
    this.#canvas.width = this.#canvas.height = WINDOW;
    this.#zoom.max = String(LARGEST_ZOOM);
    this.#zoom.addEventListener('input', () => this.#frame({ ...this.#framing, zoom: Number(this.#zoom.value) }));
    this.#canvas.addEventListener('keydown', (event) => {
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      this.#move(...move);
    });
    this.#canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        this.#move(0, 0, event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
      },
      { passive: false },
    );
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    });
    this.#canvas.addEventListener('pointermove', (event) => this.#drag(event));
    for (const end of ['pointerup', 'pointercancel'] as const)
      this.#canvas.addEventListener(end, ({ pointerId }) => this.#pointers.delete(pointerId));
  }

  /** @throws {DOMException} When the file is not a picture that this browser knows. */
  async open(file: Blob): Promise<void> {
    const picture = await createImageBitmap(file);
    this.#picture?.close();
    this.#picture = picture;
    this.#frame({ zoom: 1, x: picture.width / 2, y: picture.height / 2 });
  }

  /** @returns What is seen, as JPEG. */
  async cut(): Promise<Blob> {
    const picture = this.#picture!;
    const { x, y, width, height } = seen(picture, this.#framing);
    const scale = Math.min(1, LONGEST_SENT / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    const pen = canvas.getContext('2d')!;
    pen.imageSmoothingQuality = 'high';
    pen.fillStyle = '#c8c8c8'; // JPEG has no transparency
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, x, y, width, height, 0, 0, canvas.width, canvas.height);
    return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  }

  /** @param x,y By how much of what is seen. */
  #move(x: number, y: number, zoom: number): void {
    if (!this.#picture) return;
    const side = sideOf(this.#picture, this.#framing);
    const { zoom: before, x: atX, y: atY } = this.#framing;
    this.#frame({ zoom: before * zoom, x: atX + x * side, y: atY + y * side });
  }

  #drag({ pointerId, offsetX, offsetY }: PointerEvent): void {
    const before = this.#pointers.get(pointerId);
    if (!before) return;
    const other = [...this.#pointers].find(([id]) => id !== pointerId)?.[1];
    this.#pointers.set(pointerId, { x: offsetX, y: offsetY });
    const size = this.#canvas.clientWidth;
    const share = this.#pointers.size;
    const zoom = other
      ? Math.hypot(offsetX - other.x, offsetY - other.y) /
        Math.max(1, Math.hypot(before.x - other.x, before.y - other.y))
      : 1;
    this.#move((before.x - offsetX) / size / share, (before.y - offsetY) / size / share, zoom);
  }

  #frame(framing: Framing): void {
    const picture = this.#picture;
    if (!picture) return;
    this.#framing = within(picture, framing);
    this.#zoom.value = String(this.#framing.zoom);
    const side = sideOf(picture, this.#framing);
    const scale = WINDOW / side;
    const pen = this.#canvas.getContext('2d')!;
    pen.clearRect(0, 0, WINDOW, WINDOW);
    pen.imageSmoothingQuality = 'high';
    const { x, y } = this.#framing;
    pen.drawImage(
      picture,
      (side / 2 - x) * scale,
      (side / 2 - y) * scale,
      picture.width * scale,
      picture.height * scale,
    );
  }
}
