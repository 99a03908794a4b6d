import type { ConnectionStats, StageTimes } from '@visavis/client';

/**
 * Labels of the stages in the order they happen. Other stages that a server sends are shown after these, under their
 * own name.
 */
const LABELS: Readonly<Record<string, string>> = {
  endpointMs: 'Making sure you were done',
  recognitionMs: 'Understanding',
  replyMs: 'Finding the answer',
  synthesisMs: 'First words of the voice',
  playoutMs: 'Sending sound and lips',
  totalMs: 'All together',
};

/** Returns the rows of the timing panel: known stages first. Pure. */
export function stageRows(stages: StageTimes): { label: string; ms: number }[] {
  const known = Object.keys(LABELS).filter((name) => name in stages);
  const others = Object.keys(stages).filter((name) => !(name in LABELS));
  return [...known, ...others].map((name) => ({ label: LABELS[name] ?? plain(name), ms: stages[name]! }));
}

const plain = (name: string): string =>
  name
    .replace(/(_ms|Ms)$/, '')
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** One line about how picture and sound arrive; figures that the browser does not report are left out. Pure. */
export function describeConnection(stats: ConnectionStats): string {
  const { frameWidth, frameHeight, framesPerSecond, videoCodec, roundTripMs, videoBehindAudioMs, packetsLost } = stats;
  const parts = [
    frameWidth && frameHeight && `${frameWidth} × ${frameHeight}`,
    framesPerSecond !== undefined && `${Math.round(framesPerSecond)} pictures a second`,
    videoCodec,
    roundTripMs !== undefined && `round trip ${Math.round(roundTripMs)} ms`,
    videoBehindAudioMs !== undefined && lipsAgainstSound(videoBehindAudioMs),
    packetsLost !== undefined && packetsLost > 0 && `${packetsLost} packets lost`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function lipsAgainstSound(behindMs: number): string {
  const ms = Math.round(Math.abs(behindMs));
  return ms === 0 ? 'lips and sound together' : `lips ${ms} ms ${behindMs > 0 ? 'after' : 'before'} the sound`;
}
