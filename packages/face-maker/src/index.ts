export { FaceRefused } from './face-refused.js';
export type { FaceShape } from './framing/shape.js';
export { cleanPicture, makeFace, type MakeFaceOptions, type MakingProgress } from './make-face.js';
export type { MadeFace } from './maker-calls.js';
export type { MakingStage } from './making.js';
export type { Area } from './picture/picture.js';
export type { PictureHeader } from './picture/header.js';
export { MAX_BYTES, MAX_PIXELS, readPictureHeader } from './picture/picture-header.js';
export type { QualityNote, QualityProblem } from './quality.js';
