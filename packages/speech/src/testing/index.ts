export { FakeAligner, type FakeAlignment } from './fake-aligner.js';
export { FakeEngine } from './fake-engine.js';
export { FakeRecognizer, FakeVad } from './fake-ears.js';
export { FakeBrain, type ScriptedReply } from './fake-brain.js';
export { FakeInterlocutor, type FakeHeard, type FakeSoundReply } from './fake-interlocutor.js';
export { FakeSynthesizer } from './fake-synthesizer.js';
export { FakeOutput } from './fake-output.js';
export { segmentOf, StreamingSynthesizer, type Piece } from './streaming-synthesizer.js';
export { TestCall, type TestCallOptions } from './test-call.js';
export { recording, rms } from './recordings.js';
export { Room, type RoomOptions } from './room.js';
export { growth } from '@visavis/core/testing';
export { brainContract } from './contracts/brain-contract.js';
export { interlocutorContract, type InterlocutorContractOptions } from './contracts/interlocutor-contract.js';
export { type ContractOptions, type EngineCase, type EngineWorld, type Fault } from './contracts/engine-world.js';
export {
  recognizerContract,
  type KnownUtterance,
  type RecognizerContractOptions,
} from './contracts/recognizer-contract.js';
export { synthesizerContract } from './contracts/synthesizer-contract.js';
