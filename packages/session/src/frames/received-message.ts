import { READERS, type ClientMessage, type Dialect, type Image, type Item, type Parsed } from '@visavis/protocol';
import type { ShownPicture } from '@visavis/speech';
import { samplesFromBase64 } from './base64-sound.js';

/** A message of the client's history, with its pictures decoded. */
export interface ReceivedItem extends Omit<Item, 'images'> {
  readonly pictures: readonly ShownPicture[];
}

type WithMedia = Extract<ClientMessage, { type: 'audio.append' | 'image' | 'background' | 'item.create' }>;

/** A message of a client, with its pictures and sound decoded. */
export type ReceivedMessage =
  | Exclude<ClientMessage, WithMedia>
  /** `samples`: −1…1; `undefined` where what came is no sound. */
  | { readonly type: 'audio.append'; readonly samples: Float32Array | undefined }
  | { readonly type: 'image'; readonly picture: ShownPicture; readonly respond: boolean }
  /** `picture`: a file of any kind. */
  | { readonly type: 'background'; readonly picture: Uint8Array }
  | { readonly type: 'item.create'; readonly item: ReceivedItem };

/** Reads one text frame of a dialect. Never throws, on any input. */
export function readFrame(text: string, dialect: Dialect['name']): Parsed<ReceivedMessage> {
  const parsed = READERS[dialect](text);
  return parsed.ok ? { ok: true, message: decoded(parsed.message) } : parsed;
}

function decoded(message: ClientMessage): ReceivedMessage {
  switch (message.type) {
    case 'audio.append':
      return { type: message.type, samples: samplesFromBase64(message.audioBase64) };
    case 'image':
      return { type: message.type, picture: pictureOf(message.image), respond: message.respond };
    case 'background':
      return { type: message.type, picture: Buffer.from(message.base64, 'base64') };
    case 'item.create': {
      const { images, ...item } = message.item;
      return { type: message.type, item: { ...item, pictures: images.map(pictureOf) } };
    }
    default:
      return message;
  }
}

function pictureOf({ mediaType, base64 }: Image): ShownPicture {
  return { mime: mediaType, bytes: Buffer.from(base64, 'base64') };
}
