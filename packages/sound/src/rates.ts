/** Rate at which speech is queued for playout and given to the audio encoder: what Opus and WebRTC work at. */
export const PLAYOUT_RATE_HZ = 48_000;
/** Rate at which speech is heard: what detectors and recognisers are trained on. */
export const LISTEN_RATE_HZ = 16_000;
/** Rate of sound on the socket unless the client declares another. */
export const WIRE_RATE_HZ = 24_000;
