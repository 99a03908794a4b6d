import { AUDIO_MID, VIDEO_MID } from '../sdp/local-media.js';
import type { TransportParameters } from '../sdp/description.js';

/**
 * The least description that makes the library connect. What the viewer wrote stays on our side of the border: the
 * library sees only values that were checked.
 *
 * To the library the viewer is always the one who offers, so that it has stored everything before ICE begins. Where we
 * offered, this side must take the controlling role nonetheless (RFC 8445 §6.1.1), which the library does when it is told
 * that the viewer's ICE is lite.
 */
export function remoteDescription(remote: TransportParameters, controlling: boolean): string {
  const section = (kind: string, mid: string, payloadType: number, map: string): string[] => [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    'a=recvonly',
    'a=rtcp-mux',
    `a=rtpmap:${payloadType} ${map}`,
  ];
  const [fingerprint] = remote.fingerprints;
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    ...(controlling ? ['a=ice-lite'] : []),
    `a=group:BUNDLE ${VIDEO_MID} ${AUDIO_MID}`,
    `a=ice-ufrag:${remote.ufrag}`,
    `a=ice-pwd:${remote.password}`,
    ...(fingerprint ? [`a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`] : []),
    'a=setup:active',
    ...section('video', VIDEO_MID, 96, 'VP8/90000'),
    ...section('audio', AUDIO_MID, 111, 'opus/48000/2'),
    '',
  ].join('\r\n');
}
