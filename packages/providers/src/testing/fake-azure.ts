import type { Received, VendorConnection, VendorScript } from './fake-vendor.js';
import { CHARACTER_MS, piecesOf, spokenSound, type VoiceScenario } from './fake-voices.js';

const UUID = /^[0-9a-f]{32}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/;
const TICKS_PER_MS = 10_000;
/** Visemes of an "o" and of silence. */
const [O, SILENCE] = [8, 0];

/** A message of a client, in the order and the form that the protocol asks for. */
interface Sent {
  readonly path: string;
  readonly requestId: string;
  readonly timestamp: string;
  readonly body: string;
}

function read(data: Buffer): Received {
  const [head = '', ...bodies] = data.toString().split('\r\n\r\n');
  const headers = Object.fromEntries(head.split('\r\n').map((line) => line.split(/: ?(.*)/s, 2))) as Record<
    string,
    string
  >;
  const sent: Sent = {
    path: headers['Path'] ?? '',
    requestId: headers['X-RequestId'] ?? '',
    timestamp: headers['X-Timestamp'] ?? '',
    body: bodies.join('\r\n\r\n'),
  };
  return { ...sent };
}

/** @returns The text that a document has its voice say. */
function textOf(ssml: string): string {
  const [, written = ''] = /<voice name="[^"]+">([^<]*)<\/voice><\/speak>$/.exec(ssml) ?? [];
  const plain = written
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'");
  return plain.replace(/&amp;/g, '&');
}

const textMessage = (path: string, requestId: string, body: object): string =>
  `X-RequestId:${requestId}\r\nContent-Type:application/json; charset=utf-8\r\nPath:${path}\r\n\r\n${JSON.stringify(body)}`;

function soundMessage(requestId: string, pcm: Buffer): Buffer {
  const head = Buffer.from(`X-RequestId:${requestId}\r\nContent-Type:audio/x-wav\r\nX-StreamId:S\r\nPath:audio\r\n`);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(head.length);
  return Buffer.concat([length, head, pcm]);
}

/** The times of words, which are written as in the document, and of mouths: each word is one "o". */
function metadataOf(spoken: string): object[] {
  const at = (characters: number): number => characters * CHARACTER_MS * TICKS_PER_MS;
  const visemeAt = (characters: number, id: number): object => ({
    Type: 'Viseme',
    Data: { Offset: at(characters), VisemeId: id, IsLastAnimation: true },
  });
  return [...spoken.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
    const written = word.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    const boundary = { Text: written, Length: word.length, BoundaryType: 'WordBoundary' };
    return [
      { Type: 'WordBoundary', Data: { Offset: at(index), Duration: at(word.length), text: boundary } },
      visemeAt(index, O),
      visemeAt(index + word.length, SILENCE),
    ];
  });
}

/**
 * A voice of Azure Speech. A sentence is made to its end, whatever becomes of its reader; a client that does not keep to
 * the protocol is left, as by the service.
 */
export function fakeAzure(scenario: (connection: VendorConnection) => VoiceScenario): VendorScript {
  const speak = (connection: VendorConnection, { requestId, body }: Sent): void => {
    const kind = scenario(connection);
    const spoken = textOf(body);
    if (kind === 'garbage') return connection.send('no header, no body');
    if (kind === 'refuse') return connection.socket.close(1007, 'Unsupported voice.');
    connection.send(textMessage('turn.start', requestId, { context: { serviceTag: 'tag' } }));
    connection.send(textMessage('response', requestId, { context: {}, audio: { type: 'inline', streamId: 'S' } }));
    const times = textMessage('audio.metadata', requestId, { Metadata: metadataOf(spoken) });
    if (kind !== 'late') connection.send(times);
    for (const { piece, from } of piecesOf(spoken)) {
      if (from > 0 && kind === 'stall') return;
      if (from > 0 && kind === 'close') return connection.socket.terminate();
      connection.send(soundMessage(requestId, spokenSound(piece)));
    }
    if (kind === 'late') connection.send(times);
    // The end of the sound is a message without any.
    connection.send(soundMessage(requestId, Buffer.alloc(0)));
    connection.send(textMessage('turn.end', requestId, {}));
  };
  const answer = (message: Received, connection: VendorConnection): void => {
    const sent = message as unknown as Sent;
    const isFirst = connection.received.length === 1;
    const isProper =
      UUID.test(sent.requestId) && TIME.test(sent.timestamp) && isFirst === (sent.path === 'speech.config');
    if (!isProper) return connection.socket.close(1002);
    if (sent.path === 'ssml') speak(connection, sent);
  };
  return {
    read,
    answer,
    refusal: (_, headers) => (UUID.test(String(headers['x-connectionid'])) ? undefined : { status: 400 }),
    lists: { '/cognitiveservices/voices/list': [{ Name: 'Microsoft … (en-US, George)', ShortName: 'en-US-George' }] },
  };
}
