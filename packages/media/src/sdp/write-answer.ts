import type { CodecLine, Description, Direction, MediaSection, TransportParameters } from './description.js';
import { acceptedExtensionLines } from './header-extensions.js';
import { AUDIO_MID, VIDEO_MID, type LocalMedia } from './local-media.js';
import { codecOf, type Negotiated } from './negotiate.js';
import { codecLines, lines, section, sessionLines, trackLines } from './write-offer.js';

/** The parts of an answer. */
interface Answering {
  readonly agreed: Negotiated;
  readonly transport: TransportParameters;
  readonly media: LocalMedia;
}

/** Lost packets of a camera are repaired by another keyframe only, so no other kind of repair is announced. */
const CAMERA_FEEDBACK = ['goog-remb', 'ccm fir', 'nack pli'];
const FACE_FEEDBACK = ['goog-remb', 'ccm fir', 'nack', 'nack pli'];

/**
 * Answers a viewer's offer (renegotiation or ICE restart), section by section: the face is sent in its own two, a
 * camera is accepted in the section that offers it, other video and audio is kept without being used, and other
 * sections, such as a data channel, are rejected. A camera offered in several layers is answered without them, upon which
 * the viewer sends one (RFC 8853 §5.3.2). This side stays the DTLS server, as in the first exchange.
 *
 * @see RFC 8829 §5.3.1
 */
export function writeAnswer(offer: Description, { agreed, transport, media }: Answering, origin: string): string {
  const kept = offer.media.filter(isKept);
  return lines([
    ...sessionLines(
      origin,
      kept.map(({ mid }) => mid),
    ),
    ...offer.media.flatMap((candidate) =>
      isKept(candidate) ? keptLines(candidate, { agreed, transport, media }) : refusal(candidate),
    ),
  ]);
}

function isKept(candidate: MediaSection): boolean {
  return !candidate.rejected && usableCodec(candidate) !== undefined;
}

function usableCodec({ kind, codecs }: MediaSection): CodecLine | undefined {
  if (kind === 'audio') return codecs.find(({ name }) => name === 'opus');
  return kind === 'video' ? codecs.find((line) => codecOf(line)) : undefined;
}

/** A section of port 0 (RFC 8829 §5.3.1). */
function refusal({ kind, protocol, mid, codecs }: MediaSection): string[] {
  const format = codecs[0]?.payloadType ?? (kind === 'application' ? 'webrtc-datachannel' : 0);
  return [`m=${kind} 0 ${protocol} ${format}`, 'c=IN IP4 0.0.0.0', `a=mid:${mid}`, 'a=inactive'];
}

function keptLines(offered: MediaSection, answering: Answering): string[] {
  const { agreed } = answering;
  if (offered.kind === 'audio')
    return offered.mid === AUDIO_MID && agreed.audio ? voiceLines(offered, answering) : quietLines(offered, answering);
  if (offered.mid === VIDEO_MID && agreed.video) return faceLines(offered, agreed.video, answering);
  return quietLines(offered, answering, agreed.camera?.mid === offered.mid ? 'recvonly' : 'inactive');
}

function faceLines(
  offered: MediaSection,
  { payloadType, rtxPayloadType }: NonNullable<Negotiated['video']>,
  { agreed, transport, media }: Answering,
): string[] {
  const rtx = rtxPayloadType === undefined ? [] : [rtxPayloadType];
  return [
    ...section({ kind: 'video', mid: offered.mid, setup: 'passive' }, transport, [payloadType, ...rtx]),
    agreed.camera?.mid === offered.mid ? 'a=sendrecv' : 'a=sendonly',
    ...acceptedExtensionLines(offered),
    ...formatLines(offered, payloadType),
    ...feedbackLines(payloadType, FACE_FEEDBACK),
    ...rtx.flatMap((type) => codecLines(type, 'rtx/90000', `apt=${payloadType}`)),
    ...trackLines('video', media.cname, rtx.length > 0 ? [media.videoSsrc, media.rtxSsrc] : [media.videoSsrc]),
  ];
}

function voiceLines(offered: MediaSection, { agreed, transport, media }: Answering): string[] {
  const payloadType = agreed.audio?.payloadType ?? 0;
  return [
    ...section({ kind: 'audio', mid: offered.mid, setup: 'passive' }, transport, [payloadType]),
    'a=sendonly',
    ...acceptedExtensionLines(offered),
    ...codecLines(payloadType, 'opus/48000/2', 'minptime=10;useinbandfec=1'),
    ...trackLines('audio', media.cname, [media.audioSsrc]),
  ];
}

/** A section in which this side sends no media: an accepted camera, or a track that stays on the transport unused. */
function quietLines(offered: MediaSection, { transport }: Answering, direction: Direction = 'inactive'): string[] {
  const payloadType = usableCodec(offered)?.payloadType ?? 0;
  return [
    ...section({ kind: offered.kind, mid: offered.mid, setup: 'passive' }, transport, [payloadType]),
    `a=${direction}`,
    ...acceptedExtensionLines(offered),
    ...formatLines(offered, payloadType),
    ...(direction === 'recvonly' ? feedbackLines(payloadType, CAMERA_FEEDBACK) : []),
  ];
}

/** The offered codec, by its own parameters. */
function formatLines({ codecs }: MediaSection, payloadType: number): string[] {
  const line = codecs.find((candidate) => candidate.payloadType === payloadType);
  const parameters = [...(line?.parameters ?? [])]
    .filter(([key]) => key !== '')
    .map(([key, value]) => `${key}=${value}`);
  const map = { vp8: 'VP8/90000', h264: 'H264/90000', opus: 'opus/48000/2' }[line?.name ?? ''] ?? 'VP8/90000';
  return codecLines(payloadType, map, parameters.join(';') || undefined);
}

function feedbackLines(payloadType: number, feedback: readonly string[]): string[] {
  return feedback.map((name) => `a=rtcp-fb:${payloadType} ${name}`);
}
