export { FakeClock } from './fake-clock.js';
export { seeded } from './seeded.js';
export { growth } from './growth.js';
export { slowTexts } from './slow-texts.js';
