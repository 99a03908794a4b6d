export type { CallOptions, CallSnapshot } from './call-store.js';
export { Avatar, DevicePicker, LatencyPanel, Transcript } from './components.js';
export { useVisavis, type Call } from './use-visavis.js';
