import { CodedError, systemClock, type Clock, type Logger } from '@visavis/core';
import { ProcessHost, workerModule } from '@visavis/worker';
import { FaceRefused } from './face-refused.js';
import type { FaceShape } from './framing/shape.js';
import type { MadeFace, MakerCalls, MakerEvents } from './maker-calls.js';
import type { MakingStage } from './making.js';
import { readPictureHeader } from './picture/picture-header.js';

/** How far the making of a face is. */
export interface MakingProgress {
  readonly stage: MakingStage;
  /** 0…1, growing. */
  readonly fraction: number;
}

/** Options of {@link makeFace}. */
export interface MakeFaceOptions {
  /** Which face to make where the picture shows several, counted from 1, from left to right. */
  readonly face?: number;
  /** @defaultValue square */
  readonly shape?: FaceShape;
  /** Called when a stage begins. */
  readonly onProgress?: (progress: MakingProgress) => void;
  /** Ends the making at once. */
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
  /** Replaced by tests: the clock, and the module that the process runs. */
  readonly clock?: Clock;
  readonly module?: URL;
}

/** Where each stage begins, as a share of the time of all: measured on a picture of one million pixels. */
const BEGINS: Readonly<Record<MakingStage, number>> = {
  decode: 0.1,
  find: 0.13,
  landmarks: 0.43,
  anatomy: 0.57,
  matte: 0.58,
  background: 0.78,
};
/** The largest picture is decoded in half a second; a machine with much other work takes several times as long. */
const DECODE_LIMIT_MS = 20_000;
/** All of it takes 3 to 6 s, and gives way to other work. */
const LIMIT_MS = 240_000;
/** WebAssembly reserves 10 GB of addresses for each of its memories without using them. */
const CONFINEMENT = { heapMb: 256, addressSpaceMb: 32_768 };
/** A third of the share of a thread with work that is due now: faces that speak take precedence. */
const NICENESS = 5;
/** The largest picture takes 390. */
const RESIDENT_MB = 1024;

/**
 * Makes a face of one picture: JPEG, PNG or WebP, a photo, a painting or a drawing. All of it runs in a process of its
 * own, which ends afterwards; what is wrong with a picture cannot harm this one.
 *
 * @param picture The bytes of the file.
 * @returns The face, and remarks on what could be better about its picture.
 * @throws {FaceRefused} When no face is made of this picture: a code of `face.*`, and the boxes of all where there are
 * several.
 * @throws {CodedError} `face.failed` when the process ended by itself or took too long.
 * @throws The reason of `signal`, when that aborts.
 */
export async function makeFace(picture: Uint8Array, options: MakeFaceOptions = {}): Promise<MadeFace> {
  const { face, shape = 'square', onProgress, clock = systemClock } = options;
  return inProcess(picture, options, async (host, stop) => {
    let decoded = (): void => undefined;
    host.events.on('stageEntered', ({ stage }) => {
      if (stage === 'decode') decoded = clock.after(DECODE_LIMIT_MS, stop);
      else decoded();
      onProgress?.({ stage, fraction: BEGINS[stage] });
    });
    try {
      const answer = await host.call('make', { picture, face, shape });
      if ('made' in answer) return answer.made;
      const { code, message, faces } = answer.refused;
      throw new FaceRefused(code, message, faces);
    } finally {
      decoded();
    }
  });
}

/**
 * Decodes a picture that is to be seen behind a face, and writes its pixels anew, in the same confined process.
 *
 * @param picture The bytes of the file: JPEG, PNG or WebP.
 * @returns A JPEG, upright, of at most 2560 pixels each way.
 * @throws {CodedError} A code of `face.*` when it is no picture, is damaged or too big, or takes too long.
 * @throws The reason of `signal`, when that aborts.
 */
export async function cleanPicture(
  picture: Uint8Array,
  options: Pick<MakeFaceOptions, 'signal' | 'logger' | 'clock' | 'module'> = {},
): Promise<Uint8Array> {
  const { clock = systemClock } = options;
  return inProcess(picture, options, async (host, stop) => {
    const cancel = clock.after(DECODE_LIMIT_MS, stop);
    try {
      const answer = await host.call('clean', { picture });
      if ('cleaned' in answer) return answer.cleaned;
      throw new FaceRefused(answer.refused.code, answer.refused.message);
    } finally {
      cancel();
    }
  });
}

type MakerProcess = ProcessHost<MakerCalls, MakerEvents>;

async function inProcess<T>(
  picture: Uint8Array,
  { signal, logger, module }: Pick<MakeFaceOptions, 'signal' | 'logger' | 'module'>,
  use: (host: MakerProcess, stop: () => void) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  // A file that is none is refused before a process is started for it.
  readPictureHeader(picture);
  const host: MakerProcess = new ProcessHost(module ?? workerModule(import.meta.url, 'maker-worker'), {
    name: 'face-maker',
    logger,
    confinement: CONFINEMENT,
    niceness: NICENESS,
    residentMb: RESIDENT_MB,
    deadlineMs: LIMIT_MS,
  });
  const stop = (): void => void host.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await use(host, stop);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FaceRefused) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CodedError('face.failed', `The picture could not be worked on: ${why}`, { cause: error });
  } finally {
    signal?.removeEventListener('abort', stop);
    await host.close();
  }
}
