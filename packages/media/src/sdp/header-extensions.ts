import type { MediaSection } from './description.js';

/** Time at which a packet left, for the receiver's estimate of the link. */
export const ABS_SEND_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';
const AUDIO_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const TRANSPORT_SEQUENCE = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const RTP_STREAM_ID = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
const REPAIRED_RTP_STREAM_ID = 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id';

/**
 * The header extensions that our offer names, with their ids. This side writes the send time alone, but Chromium uses
 * for the whole connection only the extensions that the first exchange named, so the offer also names those that a page
 * needs for the tracks it may add later: a camera with several layers cannot be offered without the stream ids (RFC
 * 8853 §5.2). An id means the same in every section, since all share one transport (RFC 8285 §6). The orientation of a
 * camera is left out: without it a browser sends its pictures upright.
 */
const OFFERED: Readonly<Record<string, ReadonlyMap<string, number>>> = {
  video: new Map([
    [ABS_SEND_TIME, 2],
    [TRANSPORT_SEQUENCE, 3],
    [MID, 4],
    [RTP_STREAM_ID, 5],
    [REPAIRED_RTP_STREAM_ID, 6],
  ]),
  audio: new Map([
    [AUDIO_LEVEL, 1],
    [ABS_SEND_TIME, 2],
    [TRANSPORT_SEQUENCE, 3],
    [MID, 4],
  ]),
};

export function offeredExtensionLines(kind: 'video' | 'audio'): string[] {
  return [...(OFFERED[kind] ?? [])].map(([uri, id]) => extensionLine(uri, id));
}

/**
 * The lines with which an answer accepts, of a section's header extensions, those that our offers name. Browsers leave
 * out of later offers what an answer has left out.
 */
export function acceptedExtensionLines({ kind, extensions }: MediaSection): string[] {
  return [...(OFFERED[kind]?.keys() ?? [])].flatMap((uri) => {
    const id = extensionId(extensions, uri);
    return id === undefined ? [] : [extensionLine(uri, id)];
  });
}

/** @returns The id under which the viewer knows an extension; `undefined` when it does not, or by no usable id. */
export function extensionId(extensions: ReadonlyMap<string, number>, uri: string): number | undefined {
  const id = extensions.get(uri);
  // The one-byte form has no others (RFC 8285 §4.2).
  return id !== undefined && id >= 1 && id <= 14 ? id : undefined;
}

const extensionLine = (uri: string, id: number): string => `a=extmap:${id} ${uri}`;
