import type { VideoCodec } from '../ports.js';
import { unusable, type CodecLine, type Description, type MediaSection } from './description.js';
import { ABS_SEND_TIME, extensionId } from './header-extensions.js';
import { AUDIO_MID, VIDEO_MID } from './local-media.js';

/** The media that both sides agreed on. A track that the viewer does not receive is absent. */
export interface Negotiated {
  readonly video?: {
    readonly codec: VideoCodec;
    readonly payloadType: number;
    readonly rtxPayloadType: number | undefined;
    readonly absSendTimeId: number | undefined;
  };
  readonly audio?: { readonly payloadType: number };
  /** The viewer's camera, and its section. */
  readonly camera?: { readonly mid: string; readonly codec: VideoCodec; readonly payloadType: number };
}

/**
 * Selects from the viewer's description, offer or answer, the first codec of each track it receives that this side can
 * encode, and the first section in which the viewer would send video.
 *
 * @throws {CodedError} `media.negotiation_failed` when a track that the viewer receives has no common codec.
 */
export function negotiate(remote: Description): Negotiated {
  const video = receivedSection(remote, VIDEO_MID, 'video');
  const audio = receivedSection(remote, AUDIO_MID, 'audio');
  return {
    video: video && negotiateVideo(video),
    audio: audio && negotiateAudio(audio),
    camera: negotiateCamera(remote),
  };
}

/** Unlike the face, the camera is no reason to reject a description: one without a common codec is ignored. */
function negotiateCamera(remote: Description): Negotiated['camera'] {
  for (const section of remote.media) {
    const sends = section.direction === 'sendonly' || section.direction === 'sendrecv';
    if (section.kind !== 'video' || section.rejected || !sends) continue;
    const line = section.codecs.find((candidate) => codecOf(candidate));
    const codec = line && codecOf(line);
    if (line && codec) return { mid: section.mid, codec, payloadType: line.payloadType };
  }
  return undefined;
}

function receivedSection(remote: Description, mid: string, kind: string): MediaSection | undefined {
  const section = remote.media.find((candidate) => candidate.mid === mid && candidate.kind === kind);
  const receives = section?.direction === 'recvonly' || section?.direction === 'sendrecv';
  return section && !section.rejected && receives ? section : undefined;
}

function negotiateVideo(section: MediaSection): Negotiated['video'] {
  for (const line of section.codecs) {
    const codec = codecOf(line);
    if (!codec) continue;
    const rtx = section.codecs.find(
      (other) => other.name === 'rtx' && other.parameters.get('apt') === String(line.payloadType),
    );
    const absSendTimeId = extensionId(section.extensions, ABS_SEND_TIME);
    return { codec, payloadType: line.payloadType, rtxPayloadType: rtx?.payloadType, absSendTimeId };
  }
  throw unusable('it has neither VP8 nor H.264 constrained baseline');
}

/**
 * @returns The codec, if this side can encode and decode it. H.264 only as it is encoded here: baseline, in
 * packetization mode 1 (RFC 6184 §8.1).
 */
export function codecOf({ name, parameters }: CodecLine): VideoCodec | undefined {
  if (name === 'vp8') return 'vp8';
  const profile = parameters.get('profile-level-id')?.toLowerCase() ?? '42';
  const fits = name === 'h264' && parameters.get('packetization-mode') === '1' && profile.startsWith('42');
  return fits ? 'h264' : undefined;
}

function negotiateAudio(section: MediaSection): Negotiated['audio'] {
  const opus = section.codecs.find(({ name }) => name === 'opus');
  if (!opus) throw unusable('it has no Opus');
  return { payloadType: opus.payloadType };
}
