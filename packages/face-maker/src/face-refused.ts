import { CodedError, type ThrownCode } from '@visavis/core';
import type { Area } from './picture/picture.js';

/** A picture from which no face is made; the message says why, and the table of errors what helps. */
export class FaceRefused extends CodedError {
  /** The faces in the picture, from left to right, where there are several: `face` counts them from 1. */
  readonly faces: readonly Area[] | undefined;

  constructor(code: ThrownCode, message: string, faces?: readonly Area[]) {
    super(code, message);
    this.name = 'FaceRefused';
    this.faces = faces;
  }
}
