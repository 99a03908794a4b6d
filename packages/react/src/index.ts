export { Avatar, DevicePicker, EarsNote, FaceOverPage, LatencyPanel, Transcript } from './components.js';
export { type UseVisavisOptions } from './session-options.js';
export { useVisavis, type UseVisavisResult } from './use-visavis.js';
