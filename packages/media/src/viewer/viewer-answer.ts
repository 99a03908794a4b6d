import type { VideoCodec } from '../ports.js';
import type { Description, TransportParameters } from '../sdp/description.js';
import { ABS_SEND_TIME } from '../sdp/header-extensions.js';
import { codecLines, lines, section, sessionLines } from '../sdp/write-offer.js';

/** Ways in which an answer can differ from an honest one. */
export interface AnswerChanges {
  /** Replaces the fingerprint of the viewer's own certificate. */
  readonly fingerprint?: string;
  /** Leaves retransmission out. */
  readonly withoutRtx?: boolean;
  /** Leaves the candidates out: they are sent apart, or never. */
  readonly withoutCandidates?: boolean;
}

const VIDEO = {
  vp8: { payloadType: 96, rtx: 97, map: 'VP8/90000', parameters: undefined },
  h264: {
    payloadType: 102,
    rtx: 103,
    map: 'H264/90000',
    parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
  },
};

/** @returns The answer that a browser would write: both tracks received, `codec` first. */
export function viewerAnswer(
  offer: Description,
  transport: TransportParameters,
  codec: VideoCodec,
  changes: AnswerChanges = {},
): string {
  const { payloadType, rtx, map, parameters } = VIDEO[codec];
  const extension = offer.media[0]?.extensions.get(ABS_SEND_TIME);
  const own = {
    ...transport,
    fingerprints: changes.fingerprint ? [{ algorithm: 'sha-256', value: changes.fingerprint }] : transport.fingerprints,
    candidates: changes.withoutCandidates ? [] : transport.candidates,
  };
  const active = (all: string[]): string[] => all.map((line) => (line === 'a=setup:passive' ? 'a=setup:active' : line));
  return lines([
    ...sessionLines('1 1', ['0', '1']),
    ...active(
      section(
        { kind: 'video', mid: '0', setup: 'passive' },
        own,
        changes.withoutRtx ? [payloadType] : [payloadType, rtx],
      ),
    ),
    'a=recvonly',
    ...(extension === undefined ? [] : [`a=extmap:${extension} ${ABS_SEND_TIME}`]),
    ...codecLines(payloadType, map, parameters),
    ...(changes.withoutRtx ? [] : codecLines(rtx, 'rtx/90000', `apt=${payloadType}`)),
    ...active(section({ kind: 'audio', mid: '1', setup: 'passive' }, own, [111])),
    'a=recvonly',
    ...codecLines(111, 'opus/48000/2', 'minptime=10;useinbandfec=1'),
  ]);
}
