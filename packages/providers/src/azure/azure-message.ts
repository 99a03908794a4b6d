/** A message of Azure's speech protocol: headers as in HTTP, and a body. */
export interface AzureMessage {
  /** The type of the message, such as `turn.end`. */
  readonly path: string;
  /** The request that it belongs to: a UUID without its dashes. */
  readonly requestId: string;
  readonly body: string | Uint8Array;
}

/** A message to be sent. */
export interface AzureRequest extends AzureMessage {
  readonly contentType: string;
  readonly body: string;
}

const LINE_END = '\r\n';
/** A message of bytes begins with the length of its headers, in two bytes. */
const LENGTH_BYTES = 2;

export function writeAzureMessage({ path, requestId, contentType, body }: AzureRequest): string {
  const headers = [
    `Path: ${path}`,
    `X-RequestId: ${requestId}`,
    `X-Timestamp: ${new Date().toISOString()}`,
    `Content-Type: ${contentType}`,
  ];
  return [...headers, '', body].join(LINE_END);
}

/** @returns `undefined` for what is no message of the protocol. */
export function readAzureMessage(data: string | Uint8Array): AzureMessage | undefined {
  const [head, body] = typeof data === 'string' ? splitText(data) : splitBytes(data);
  const headers = new Map(head.split(LINE_END).map(headerOf));
  const path = headers.get('path');
  const requestId = headers.get('x-requestid');
  return path && requestId ? { path: path.toLowerCase(), requestId: requestId.toLowerCase(), body } : undefined;
}

function splitText(text: string): [head: string, body: string] {
  const end = text.indexOf(LINE_END + LINE_END);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 2 * LINE_END.length)];
}

function splitBytes(bytes: Uint8Array): [head: string, body: Uint8Array] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < LENGTH_BYTES) return ['', buffer];
  const end = LENGTH_BYTES + buffer.readUInt16BE(0);
  return [buffer.toString('latin1', LENGTH_BYTES, end), buffer.subarray(end)];
}

function headerOf(line: string): [name: string, value: string] {
  const at = line.indexOf(':');
  return [line.slice(0, Math.max(at, 0)).trim().toLowerCase(), line.slice(at + 1).trim()];
}
