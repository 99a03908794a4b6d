import { VIDEO_MID } from '../sdp/local-media.js';
import type { TransportParameters } from '../sdp/description.js';

/**
 * Writes the shortest description with which the library connects. The viewer's own text never reaches the library,
 * only values that were checked.
 *
 * For the library the viewer is always the offerer, so that it has stored everything before ICE begins. When the offer
 * was ours, this side must take the controlling role nonetheless (RFC 8445 §6.1.1), which the library does when the
 * description declares the viewer's ICE to be lite.
 */
export function remoteDescription(remote: TransportParameters, controlling: boolean): string {
  const [fingerprint] = remote.fingerprints;
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    ...(controlling ? ['a=ice-lite'] : []),
    `a=group:BUNDLE ${VIDEO_MID}`,
    `a=ice-ufrag:${remote.ufrag}`,
    `a=ice-pwd:${remote.password}`,
    ...(fingerprint ? [`a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`] : []),
    'a=setup:active',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    `a=mid:${VIDEO_MID}`,
    'a=sendrecv',
    'a=rtcp-mux',
    'a=rtpmap:96 VP8/90000',
    '',
  ].join('\r\n');
}
