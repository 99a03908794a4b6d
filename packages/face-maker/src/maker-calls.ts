import type { ThrownCode } from '@visavis/core';
import type { FaceShape } from './framing/shape.js';
import type { MakingStage } from './making.js';
import type { Area } from './picture/picture.js';
import type { QualityNote } from './quality.js';

/** A face with what could be better about its picture. */
export interface MadeFace {
  /** The face as a file, which `readFace` reads: deflating it takes a tenth of a second, which this process has. */
  readonly file: Uint8Array;
  readonly report: readonly QualityNote[];
}

/** The call of the process that makes a face. A refusal is an answer: an error that is thrown has no code on its way. */
export type MakerCalls = {
  /** Decodes a picture and writes it anew. */
  clean: { argument: { picture: Uint8Array }; result: Cleaned };
  make: {
    argument: { picture: Uint8Array; face: number | undefined; shape: FaceShape };
    result: { made: MadeFace } | { refused: { code: ThrownCode; message: string; faces: readonly Area[] | undefined } };
  };
};

/** The answer of the same process about a picture that is only looked at. */
export type Cleaned = { cleaned: Uint8Array } | { refused: { code: ThrownCode; message: string } };

/** The events of that process. */
export type MakerEvents = {
  stageEntered: { stage: MakingStage };
};
