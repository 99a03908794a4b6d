export { FakePeerConnection } from './fake-peer-connection.js';
export { FakeMicrophone, FakePlatform, FakeSocket, settle } from './fake-platform.js';
export { FakeRecognition, FakeSpeech } from './fake-speech.js';
