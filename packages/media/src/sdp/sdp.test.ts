import { describe, expect, it } from 'vitest';
import { parseDescription, type Description } from './description.js';
import { createLocalMedia, type LocalMedia } from './local-media.js';
import { negotiate } from './negotiate.js';
import { writeAnswer } from './write-answer.js';
import { writeOffer } from './write-offer.js';

const FINGERPRINT = Array.from({ length: 32 }, (_, i) => (i + 160).toString(16).toUpperCase()).join(':');
const transport = {
  ufrag: 'abcd',
  password: 'a'.repeat(22),
  fingerprints: [{ algorithm: 'sha-256', value: FINGERPRINT }],
  candidates: ['candidate:1 1 UDP 2114977791 192.0.2.2 9000 typ host'],
};
const media: LocalMedia = { cname: 'stream', videoSsrc: 11, rtxSsrc: 12, audioSsrc: 13 };
const offer = writeOffer(transport, media, '1 1');

/** A viewer's description: `video` and `audio` are the lines of its sections. */
function remote(
  video: string[],
  audio: string[] = ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:1', 'a=recvonly', 'a=rtpmap:111 opus/48000/2'],
): Description {
  const head = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=ice-ufrag:wxyz', `a=ice-pwd:${'b'.repeat(24)}`];
  return parseDescription(
    [...head, `a=fingerprint:SHA-256 ${FINGERPRINT.toLowerCase()}`, 'a=setup:active', ...video, ...audio, ''].join(
      '\n',
    ),
  );
}
const VIDEO = [
  'm=video 9 UDP/TLS/RTP/SAVPF 104 96 97 102 103',
  'a=mid:0',
  'a=recvonly',
  'a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'a=rtpmap:104 H264/90000',
  'a=fmtp:104 packetization-mode=0;profile-level-id=42e01f',
  'a=rtpmap:96 VP8/90000',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=96',
  'a=rtpmap:102 H264/90000',
  'a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
  'a=rtpmap:103 rtx/90000',
  'a=fmtp:103 apt=102',
];

describe('offer', () => {
  it('has one video and one audio track of one stream on one transport, all candidates inside, CRLF line ends', () => {
    const { media: sections } = parseDescription(offer);
    expect(sections.map(({ kind, mid, direction }) => [kind, mid, direction])).toEqual([
      ['video', '0', 'sendonly'],
      ['audio', '1', 'sendonly'],
    ]);
    expect(offer.split('\r\n').join('')).not.toMatch(/[\r\n]/);
    expect(offer.match(/a=msid:stream (video|audio)\r\n/g)).toHaveLength(2);
    for (const line of ['a=group:BUNDLE 0 1', 'a=rtcp-mux', 'a=rtcp-rsize', 'a=setup:actpass', 'a=end-of-candidates'])
      expect(offer).toContain(`${line}\r\n`);
    expect(offer).toContain('a=candidate:1 1 UDP 2114977791 192.0.2.2 9000 typ host\r\n');
    expect(offer).not.toContain('m=application');
  });

  it('prefers VP8, offers H.264 constrained baseline next, each with its retransmissions, and requests the receiver’s estimate', () => {
    const [video, audio] = parseDescription(offer).media;
    expect(video?.codecs.map(({ name }) => name)).toEqual(['vp8', 'rtx', 'h264', 'rtx']);
    expect(video?.codecs[2]?.parameters.get('profile-level-id')).toBe('42e01f');
    expect(offer).toContain('a=rtcp-fb:96 goog-remb\r\n');
    expect(offer).toContain('a=ssrc-group:FID 11 12\r\n');
    expect(audio?.codecs[0]?.parameters.get('useinbandfec')).toBe('1');
  });

  it('B30: names the header extensions that a page needs for the tracks it may add later', () => {
    const [video, audio] = parseDescription(offer).media;
    const sdes = 'urn:ietf:params:rtp-hdrext:sdes:';
    const layers = [`${sdes}rtp-stream-id`, `${sdes}repaired-rtp-stream-id`];
    expect([...(video?.extensions.keys() ?? [])]).toEqual([
      'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
      'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
      `${sdes}mid`,
      ...layers,
    ]);
    expect([...(audio?.extensions.keys() ?? [])].sort()).toEqual(
      ['urn:ietf:params:rtp-hdrext:ssrc-audio-level', ...(video?.extensions.keys() ?? [])]
        .filter((uri) => !layers.includes(uri))
        .sort(),
    );
    // The sections share one transport, so an id may have one meaning only (RFC 8285 §6).
    const all = [...(video?.extensions ?? []), ...(audio?.extensions ?? [])];
    expect(new Set(all.map(([, id]) => id)).size).toBe(new Set(all.map(([uri]) => uri)).size);
  });

  it('draws three different sources for every session', () => {
    const { videoSsrc, rtxSsrc, audioSsrc, cname } = createLocalMedia();
    expect(new Set([videoSsrc, rtxSsrc, audioSsrc]).size).toBe(3);
    expect(cname).not.toBe(createLocalMedia().cname);
  });
});

describe('negotiation', () => {
  it('selects the first codec on the viewer’s list that can be encoded here', () => {
    expect(negotiate(remote(VIDEO))).toEqual({
      video: { codec: 'vp8', payloadType: 96, rtxPayloadType: 97, absSendTimeId: 5 },
      audio: { payloadType: 111 },
    });
    const h264First = VIDEO.map((line) => line.replace('104 96 97 102 103', '104 102 103 96 97'));
    expect(negotiate(remote(h264First)).video).toMatchObject({ codec: 'h264', payloadType: 102, rtxPayloadType: 103 });
  });

  it('does without retransmission stream and send time when the viewer supports neither', () => {
    const bare = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:0', 'a=recvonly', 'a=rtpmap:96 VP8/90000'];
    expect(negotiate(remote(bare)).video).toEqual({
      codec: 'vp8',
      payloadType: 96,
      rtxPayloadType: undefined,
      absSendTimeId: undefined,
    });
  });

  it.each([
    ['rejects it', (line: string) => line.replace('m=video 9', 'm=video 0')],
    ['receives none at present', (line: string) => line.replace('a=recvonly', 'a=inactive')],
  ])('sends no video when the viewer %s', (_, change) => {
    const agreed = negotiate(remote(VIDEO.map(change)));
    expect([agreed.video, agreed.audio]).toEqual([undefined, { payloadType: 111 }]);
  });

  it('fails with a code when there is no common codec', () => {
    const none = ['m=video 9 UDP/TLS/RTP/SAVPF 98', 'a=mid:0', 'a=recvonly', 'a=rtpmap:98 VP9/90000'];
    expect(() => negotiate(remote(none))).toThrowError(expect.objectContaining({ code: 'media.negotiation_failed' }));
  });
});

describe('answer to a viewer’s offer', () => {
  it('keeps both tracks, accepts the camera, rejects a data channel, and stays the DTLS server', () => {
    const extra = [
      'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:1', 'a=recvonly', 'a=rtpmap:111 opus/48000/2',
      'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:2', 'a=sendonly', 'a=rtpmap:96 VP8/90000',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:3',
    ]; // prettier-ignore
    const offered = remote(VIDEO, extra);
    const sdp = writeAnswer(offered, { agreed: negotiate(offered), transport, media }, '1 2');
    const answer = parseDescription(sdp);
    expect(answer.media.map(({ mid, rejected, direction }) => [mid, rejected, direction])).toEqual([
      ['0', false, 'sendonly'],
      ['1', false, 'sendonly'],
      ['2', false, 'recvonly'],
      ['3', true, 'inactive'],
    ]);
    expect(sdp).toContain('a=group:BUNDLE 0 1 2\r\n');
    expect(sdp).toContain('m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n');
    expect(answer.setup).toBe('passive');
    expect(answer.media[0]?.codecs.map(({ payloadType }) => payloadType)).toEqual([96, 97]);
  });

  it('accepts a camera in the section of the face, with the same codec', () => {
    const offered = remote(VIDEO.map((line) => line.replace('a=recvonly', 'a=sendrecv')));
    const agreed = negotiate(offered);
    expect(agreed.camera).toEqual({ mid: '0', codec: 'vp8', payloadType: 96 });
    const answer = parseDescription(writeAnswer(offered, { agreed, transport, media }, '1 2'));
    expect(answer.media[0]).toMatchObject({ direction: 'sendrecv' });
  });

  it('B30: accepts a camera in several layers without them, and its header extensions by the viewer’s ids', () => {
    const rid = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
    const camera = [
      'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:2', 'a=sendonly', 'a=rtpmap:96 VP8/90000',
      `a=extmap:9/sendonly ${rid}`, 'a=extmap:3 urn:3gpp:video-orientation', 'a=extmap:99 urn:ietf:params:rtp-hdrext:sdes:mid',
      'a=rid:l send', 'a=rid:m send', 'a=rid:h send', 'a=simulcast:send l;m;h',
    ]; // prettier-ignore
    const offered = remote(VIDEO, camera);
    const sdp = writeAnswer(offered, { agreed: negotiate(offered), transport, media }, '1 2');
    expect(sdp).not.toMatch(/a=(rid|simulcast)/);
    const [, answered] = parseDescription(sdp).media;
    expect(answered).toMatchObject({ direction: 'recvonly', rejected: false });
    expect([...(answered?.extensions ?? [])]).toEqual([[rid, 9]]);
  });

  it('accepts a camera although the viewer does not receive the face', () => {
    const offered = remote(VIDEO.map((line) => line.replace('a=recvonly', 'a=sendonly')));
    const agreed = negotiate(offered);
    expect([agreed.video, agreed.camera?.mid]).toEqual([undefined, '0']);
    const answer = parseDescription(writeAnswer(offered, { agreed, transport, media }, '1 2'));
    expect(answer.media[0]).toMatchObject({ direction: 'recvonly' });
  });

  it.each([
    ['a second camera', ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=sendonly', 'a=rtpmap:96 VP8/90000'], false, 'inactive'],
    ['a microphone', ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=sendonly', 'a=rtpmap:111 opus/48000/2'], false, 'inactive'],
    ['an unknown codec', ['m=video 9 UDP/TLS/RTP/SAVPF 35', 'a=sendonly', 'a=rtpmap:35 AV9/90000'], true, 'inactive'],
    ['a section the viewer has ended', ['m=video 0 UDP/TLS/RTP/SAVPF 96', 'a=rtpmap:96 VP8/90000'], true, 'inactive'],
    ['no codec at all', ['m=video 9 UDP/TLS/RTP/SAVPF'], true, 'inactive'],
  ])('answers %s in its own section, and sends on', (_, section, rejected, direction) => {
    const showing = VIDEO.map((line) => line.replace('a=recvonly', 'a=sendrecv'));
    const [first = '', ...rest] = section;
    const offered = remote(showing, [first, 'a=mid:2', ...rest]);
    const answer = parseDescription(writeAnswer(offered, { agreed: negotiate(offered), transport, media }, '1 2'));
    expect(answer.media.map(({ mid }) => mid)).toEqual(['0', '2']);
    expect(answer.media[1]).toMatchObject({ rejected, direction });
    expect(answer.media[0]).toMatchObject({ direction: 'sendrecv' });
  });

  it('names no bundle when every section is rejected', () => {
    const offered = remote(['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=mid:0'], []);
    const sdp = writeAnswer(offered, { agreed: negotiate(offered), transport, media }, '1 2');
    expect(sdp).not.toContain('BUNDLE');
  });

  it('keeps a track that the viewer does not receive at present on the transport, idle', () => {
    const offered = remote(VIDEO.map((line) => line.replace('a=recvonly', 'a=inactive')));
    const answer = parseDescription(writeAnswer(offered, { agreed: negotiate(offered), transport, media }, '1 2'));
    expect(answer.media[0]).toMatchObject({ rejected: false, direction: 'inactive' });
  });
});

describe('reading a description', () => {
  it('accepts LF line ends, parameters of the session or of a section, and either case of a fingerprint', () => {
    expect(remote(VIDEO).transport).toEqual({
      ufrag: 'wxyz',
      password: 'b'.repeat(24),
      fingerprints: [{ algorithm: 'sha-256', value: FINGERPRINT }],
      candidates: [],
    });
  });

  it.each([
    ['nothing', undefined],
    ['an object', {}],
    ['an empty text', ''],
    ['something else', 'hello'],
    ['no media', 'v=0\r\n'],
    ['no credentials', 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n'],
    ['no fingerprint', offer.replaceAll(/a=fingerprint.*\r\n/g, '')],
    ['a malformed fingerprint', offer.replaceAll(/(a=fingerprint:sha-256 ).*/g, '$1hello')],
    ['credentials with a line break', offer.replaceAll(/a=ice-pwd:.*/g, 'a=ice-pwd:short')],
    ['megabytes', `${offer}${'a=x\r\n'.repeat(100_000)}`],
  ])('rejects %s with a code', (_, sdp) => {
    expect(() => parseDescription(sdp)).toThrowError(expect.objectContaining({ code: 'media.negotiation_failed' }));
  });

  it('takes no longer for a text designed to take long', () => {
    const lines = [
      'a=rtpmap:1 x/1',
      'a=ice-ufrag:abcd',
      `a=ice-pwd:${'p'.repeat(22)}`,
      `a=fingerprint:sha-256 ${FINGERPRINT}`,
    ];
    const endless = `v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF${' 1'.repeat(20_000)}\r\n${lines.join('\r\n')}\r\n${'a=x\r\n'.repeat(11_000)}`;
    expect(endless.length).toBeLessThan(100_000);
    // One payload type was named twenty thousand times: looked up each time among all lines, that would be minutes.
    expect(parseDescription(endless).media[0]?.codecs).toHaveLength(1);
  });

  it('fails in no other way, wherever the text is cut or garbled', () => {
    for (let length = 0; length < offer.length; length += 13) {
      for (const text of [offer.slice(0, length), offer.slice(0, length) + '\u0000=:' + offer.slice(length + 9)]) {
        try {
          negotiate(parseDescription(text));
        } catch (error) {
          expect(error).toMatchObject({ code: 'media.negotiation_failed' });
        }
      }
    }
  });
});
