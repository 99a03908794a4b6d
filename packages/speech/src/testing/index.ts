export { FakeEngine } from './fake-engine.js';
export { FakeRecognizer, FakeVad } from './fake-ears.js';
export { FakeBrain, FakeSynthesizer, type ScriptedReply } from './fake-mind.js';
export { FakeOutput } from './fake-output.js';
export { segmentOf, StreamingSynthesizer, type Piece } from './streaming-synthesizer.js';
export { growth } from './growth.js';
export { TestCall, type TestCallOptions } from './test-call.js';
export { recording, rms } from './recordings.js';
export { Room, type RoomOptions } from './room.js';
