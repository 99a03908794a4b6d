export { FakeClock } from './fake-clock.js';
export { seeded } from './seeded.js';
