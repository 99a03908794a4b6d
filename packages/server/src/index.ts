export type { Logger } from '@visavis/core';
export type { IceServer } from '@visavis/protocol';
export type { Avatar } from './avatars/avatar-directory.js';
export { createServer, type Readiness, type ServerOptions, type VisavisServer } from './create-server.js';
export type { LicenceEntry } from '@visavis/store';
