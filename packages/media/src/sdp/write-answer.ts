import type { Description, MediaSection, TransportParameters } from './description.js';
import { ABS_SEND_TIME, AUDIO_MID, VIDEO_MID, type LocalMedia } from './local-media.js';
import type { Negotiated } from './negotiate.js';
import { codecLines, lines, section, sessionLines, trackLines } from './write-offer.js';

/**
 * Answers a viewer's offer (renegotiation or ICE restart): its own sections for the two tracks are kept, any other, such as
 * a camera or a data channel, is refused. This side stays the DTLS server, as in the first exchange.
 */
export function writeAnswer(
  offer: Description,
  agreed: Negotiated,
  transport: TransportParameters,
  media: LocalMedia,
  origin: string,
): string {
  const ours = offer.media.filter((candidate) => isOurs(candidate));
  return lines([
    ...sessionLines(
      origin,
      ours.map(({ mid }) => mid),
    ),
    ...offer.media.flatMap((candidate) => {
      if (!isOurs(candidate)) return refusal(candidate);
      return candidate.mid === VIDEO_MID
        ? videoLines(agreed.video, candidate, transport, media)
        : audioLines(agreed.audio, candidate, transport, media);
    }),
  ]);
}

function isOurs({ mid, kind, rejected }: MediaSection): boolean {
  return !rejected && ((mid === VIDEO_MID && kind === 'video') || (mid === AUDIO_MID && kind === 'audio'));
}

/** A section of port 0 (RFC 8829 §5.3.1). */
function refusal({ kind, protocol, mid, codecs }: MediaSection): string[] {
  const format = codecs[0]?.payloadType ?? (kind === 'application' ? 'webrtc-datachannel' : 0);
  return [`m=${kind} 0 ${protocol} ${format}`, 'c=IN IP4 0.0.0.0', `a=mid:${mid}`, 'a=inactive'];
}

function videoLines(
  agreed: Negotiated['video'],
  offered: MediaSection,
  transport: TransportParameters,
  media: LocalMedia,
): string[] {
  if (!agreed) return idleSection(offered, transport);
  const { payloadType, rtxPayloadType, absSendTimeId, codec } = agreed;
  const rtx = rtxPayloadType === undefined ? [] : [rtxPayloadType];
  const parameters = offered.codecs.find((line) => line.payloadType === payloadType)?.parameters ?? new Map();
  const format = [...parameters].filter(([key]) => key !== '').map(([key, value]) => `${key}=${value}`);
  return [
    ...section('video', offered.mid, 'passive', transport, [payloadType, ...rtx]),
    'a=sendonly',
    ...(absSendTimeId === undefined ? [] : [`a=extmap:${absSendTimeId} ${ABS_SEND_TIME}`]),
    ...codecLines(payloadType, codec === 'vp8' ? 'VP8/90000' : 'H264/90000', format.join(';') || undefined),
    ...['goog-remb', 'ccm fir', 'nack', 'nack pli'].map((feedback) => `a=rtcp-fb:${payloadType} ${feedback}`),
    ...rtx.flatMap((type) => codecLines(type, 'rtx/90000', `apt=${payloadType}`)),
    ...trackLines('video', media.cname, rtx.length > 0 ? [media.videoSsrc, media.rtxSsrc] : [media.videoSsrc]),
  ];
}

function audioLines(
  agreed: Negotiated['audio'],
  offered: MediaSection,
  transport: TransportParameters,
  media: LocalMedia,
): string[] {
  if (!agreed) return idleSection(offered, transport);
  return [
    ...section('audio', offered.mid, 'passive', transport, [agreed.payloadType]),
    'a=sendonly',
    ...codecLines(agreed.payloadType, 'opus/48000/2', 'minptime=10;useinbandfec=1'),
    ...trackLines('audio', media.cname, [media.audioSsrc]),
  ];
}

/** A track the viewer does not want now: kept on the transport, carrying nothing. */
function idleSection(offered: MediaSection, transport: TransportParameters): string[] {
  const { kind, mid, codecs } = offered;
  const first = codecs.find(({ name }) => ['vp8', 'h264', 'opus'].includes(name)) ?? codecs[0];
  const payloadType = first?.payloadType ?? 0;
  const map = kind === 'audio' ? 'opus/48000/2' : `${first?.name === 'h264' ? 'H264' : 'VP8'}/90000`;
  return [
    ...section(kind, mid, 'passive', transport, [payloadType]),
    'a=inactive',
    ...codecLines(payloadType, map, undefined),
  ];
}
