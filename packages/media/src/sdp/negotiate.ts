import type { VideoCodec } from '../ports.js';
import { unusable, type CodecLine, type Description, type MediaSection } from './description.js';
import { ABS_SEND_TIME, AUDIO_MID, VIDEO_MID } from './local-media.js';

/** What both sides agreed to send. A track the viewer does not want is absent. */
export interface Negotiated {
  readonly video?: {
    readonly codec: VideoCodec;
    readonly payloadType: number;
    readonly rtxPayloadType: number | undefined;
    readonly absSendTimeId: number | undefined;
  };
  readonly audio?: { readonly payloadType: number };
  /** What the viewer shows of itself, and in which section. */
  readonly camera?: { readonly mid: string; readonly codec: VideoCodec; readonly payloadType: number };
}

/**
 * Takes from the viewer's description, offer or answer, what it wants to receive: of each track the first codec on its
 * list that this side can make. Of the sections in which it would send pictures, the first.
 *
 * @throws {CodedError} `media.negotiation_failed` when a wanted track has no common codec.
 */
export function negotiate(remote: Description): Negotiated {
  const video = wanted(remote, VIDEO_MID, 'video');
  const audio = wanted(remote, AUDIO_MID, 'audio');
  return {
    video: video && negotiateVideo(video),
    audio: audio && negotiateAudio(audio),
    camera: negotiateCamera(remote),
  };
}

/** Unlike the face, the camera is no reason to refuse a description: one that cannot be understood is not looked at. */
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

function wanted(remote: Description, mid: string, kind: string): MediaSection | undefined {
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
    const id = section.extensions.get(ABS_SEND_TIME);
    const absSendTimeId = id !== undefined && id >= 1 && id <= 14 ? id : undefined;
    return { codec, payloadType: line.payloadType, rtxPayloadType: rtx?.payloadType, absSendTimeId };
  }
  throw unusable('it has neither VP8 nor H.264 constrained baseline');
}

/** @returns What this side can make and look at. H.264 only as it is made here: baseline, in packetization mode 1 (RFC 6184 §8.1). */
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
