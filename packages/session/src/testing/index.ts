export { FakeEngines } from './fake-engines.js';
export { FakeWebSocket } from './fake-web-socket.js';
