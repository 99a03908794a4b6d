export { collect } from './collect.js';
export { recordedVoices, type RecordedVoice } from './recorded-voices.js';
export { wordErrors } from './word-errors.js';
