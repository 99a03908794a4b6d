/** Rate at which speech is queued for playout and encoded, Hz: the rate of Opus in WebRTC. */
export const PLAYOUT_RATE_HZ = 48_000;
/** Rate at which detectors and recognisers receive speech, Hz: they are trained on it. */
export const LISTEN_RATE_HZ = 16_000;
/** Rate of sound on the socket, Hz, unless the client declares another. */
export const WIRE_RATE_HZ = 24_000;
