export { Call, type CallOptions, type FrameOf, type NextOptions, type Received } from './call.js';
export { CallViewer, type CallViewerOptions, type ConnectOptions } from './call-viewer.js';
export { FRAME_MS, Microphone } from './microphone.js';
export { openCall, type OpenCall, type OpenCallOptions } from './open-call.js';
