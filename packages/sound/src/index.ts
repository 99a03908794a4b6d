export { loudnessOf, type Loudness, type MeasuredLoudness } from './loudness.js';
export { floatFromInt16, int16FromFloat, readPcm16, writePcm16 } from './pcm.js';
export { PcmStream, type PcmFormat } from './pcm-stream.js';
export { LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, WIRE_RATE_HZ } from './rates.js';
export type { SpeechSegment, TimedPhone, TimedWord } from './speech-segment.js';
export { StreamResampler } from './stream-resampler.js';
export { readWav, resampled, writeWav, type Recording } from './wav.js';
export { WavStream } from './wav-stream.js';
