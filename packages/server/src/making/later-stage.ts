import type { FaceSource } from '@visavis/avatar';
import type { Background } from '@visavis/core';
import type { FaceStage } from './face-works.js';

/** A stage that opens when the engines are loaded; faces that are made before wait for it. */
export class LaterStage implements FaceStage {
  #open: (stage: FaceStage) => void = () => undefined;
  readonly #opened = new Promise<FaceStage>((resolve) => (this.#open = resolve));

  open(stage: FaceStage): void {
    this.#open(stage);
  }

  async show(source: FaceSource, background: Background): Promise<void> {
    await (await this.#opened).show(source, background);
  }

  async hide(faceId: string): Promise<void> {
    await (await this.#opened).hide(faceId);
  }
}
