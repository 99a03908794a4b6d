export { bzip2 } from './bzip2-writer.js';
export { writeOnnx, type Constant, type OnnxModel, type Operation, type Port } from './onnx-writer.js';
export { MortalProcess, type Mishap } from './mortal-process.js';
export { archiveOf, ReleaseServer, type ServedFile } from './release-server.js';
export { writeTinyEars, type TinyEarsOptions } from './tiny-ears.js';
export { writeTinyMatcha, writeTinyVoice, type TinyVoiceOptions } from './tiny-voice.js';
export { tonesOf } from './tones.js';
export { WatchedProcess, type SeenCall } from './watched-process.js';
