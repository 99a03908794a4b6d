import type { TransferListItem } from 'node:worker_threads';
import type { Dialect, Parsed } from '@visavis/protocol';
import { serveWorker, Transferred } from '@visavis/worker';
import { readFrame, type ReceivedMessage } from './received-message.js';

/** Calls of the thread that reads large frames. */
export type FrameCalls = {
  read: { argument: { utf8: Uint8Array; dialect: Dialect['name'] }; result: Parsed<ReceivedMessage> };
};

serveWorker<FrameCalls>({
  read: ({ utf8, dialect }) => {
    const text = Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength).toString('utf8');
    const read = readFrame(text, dialect);
    return new Transferred(read, read.ok ? mediaOf(read.message).flatMap(ownMemory) : []);
  },
});

function mediaOf(message: ReceivedMessage): (Uint8Array | Float32Array)[] {
  if (message.type === 'audio.append') return message.samples ? [message.samples] : [];
  if (message.type === 'image') return [message.picture.bytes];
  if (message.type === 'background') return [message.picture];
  return message.type === 'item.create' ? message.item.pictures.map(({ bytes }) => bytes) : [];
}

/** Small buffers share their memory with others, and are copied. */
function ownMemory({ buffer, byteLength }: Uint8Array | Float32Array): TransferListItem[] {
  return buffer.byteLength === byteLength ? [buffer as ArrayBuffer] : [];
}
