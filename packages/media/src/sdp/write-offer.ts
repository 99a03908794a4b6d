import type { TransportParameters } from './description.js';
import { offeredExtensionLines } from './header-extensions.js';
import { AUDIO_MID, VIDEO_MID, type LocalMedia } from './local-media.js';

/** One line per codec, VP8 first: every viewer decodes it, including those built without patented codecs. */
const VIDEO_CODECS = [
  { payloadType: 96, rtx: 97, map: 'VP8/90000', parameters: undefined },
  {
    payloadType: 102,
    rtx: 103,
    map: 'H264/90000',
    parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
  },
];
const VIDEO_FEEDBACK = ['goog-remb', 'ccm fir', 'nack', 'nack pli'];
const OPUS = { payloadType: 111, map: 'opus/48000/2', parameters: 'minptime=10;useinbandfec=1' };

export const CRLF = '\r\n';

/**
 * The session's only offer: one video and one audio section on one transport, every candidate inside. The offer
 * requests the receiver's own estimate of the link (goog-remb), for which packets carry their send time.
 *
 * @see RFC 8829 (JSEP), RFC 9143 (BUNDLE), RFC 8839 (ICE), RFC 8842 (DTLS), RFC 4588 (RTX)
 */
export function writeOffer(transport: TransportParameters, media: LocalMedia, origin: string): string {
  return lines([
    ...sessionLines(origin, [VIDEO_MID, AUDIO_MID]),
    ...section(
      { kind: 'video', mid: VIDEO_MID, setup: 'actpass' },
      transport,
      VIDEO_CODECS.flatMap((c) => [c.payloadType, c.rtx]),
    ),
    'a=sendonly',
    ...offeredExtensionLines('video'),
    ...VIDEO_CODECS.flatMap(({ payloadType, rtx, map, parameters }) => [
      ...codecLines(payloadType, map, parameters),
      ...VIDEO_FEEDBACK.map((feedback) => `a=rtcp-fb:${payloadType} ${feedback}`),
      ...codecLines(rtx, 'rtx/90000', `apt=${payloadType}`),
    ]),
    ...trackLines('video', media.cname, [media.videoSsrc, media.rtxSsrc]),
    ...section({ kind: 'audio', mid: AUDIO_MID, setup: 'actpass' }, transport, [OPUS.payloadType]),
    'a=sendonly',
    ...offeredExtensionLines('audio'),
    ...codecLines(OPUS.payloadType, OPUS.map, OPUS.parameters),
    ...trackLines('audio', media.cname, [media.audioSsrc]),
  ]);
}

export function lines(all: readonly string[]): string {
  return all.join(CRLF) + CRLF;
}

export function sessionLines(origin: string, mids: readonly string[]): string[] {
  return [
    'v=0',
    `o=- ${origin} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    ...(mids.length > 0 ? [`a=group:BUNDLE ${mids.join(' ')}`] : []),
    'a=ice-options:trickle',
    'a=msid-semantic:WMS *',
  ];
}

/** The first lines of a media section, which an offer and an answer have in common. */
export function section(
  { kind, mid, setup }: { kind: string; mid: string; setup: 'actpass' | 'passive' },
  transport: TransportParameters,
  payloadTypes: readonly number[],
): string[] {
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadTypes.join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    ...transport.candidates.map((candidate) => `a=${candidate}`),
    'a=end-of-candidates',
    `a=ice-ufrag:${transport.ufrag}`,
    `a=ice-pwd:${transport.password}`,
    ...transport.fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
    `a=setup:${setup}`,
    `a=mid:${mid}`,
    'a=rtcp-mux',
    'a=rtcp-rsize',
  ];
}

export function codecLines(payloadType: number, map: string, parameters: string | undefined): string[] {
  return [`a=rtpmap:${payloadType} ${map}`, ...(parameters ? [`a=fmtp:${payloadType} ${parameters}`] : [])];
}

/**
 * Names a track and its sources. Both tracks name the same stream, so that a viewer plays them in sync.
 *
 * @param ssrcs The track's own, then that of its retransmissions where there is one (RFC 5576 §4.2).
 */
export function trackLines(track: 'video' | 'audio', cname: string, ssrcs: readonly number[]): string[] {
  const msid = `${cname} ${track}`;
  return [
    `a=msid:${msid}`,
    ...(ssrcs.length > 1 ? [`a=ssrc-group:FID ${ssrcs.join(' ')}`] : []),
    ...ssrcs.flatMap((ssrc) => [`a=ssrc:${ssrc} cname:${cname}`, `a=ssrc:${ssrc} msid:${msid}`]),
  ];
}
