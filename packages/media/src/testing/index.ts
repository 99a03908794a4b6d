export { decodeFakeSound, fakeCodecs } from './fake-codecs.js';
export { Mutator } from './mutate.js';
export { PatternedVideo } from './patterned-video.js';
export { UdpRelay, type LinkOptions } from './udp-relay.js';
