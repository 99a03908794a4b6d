import type { Loudness, TimedPhone } from '@visavis/sound';
import type { MouthShape } from '../rig/face-pose.js';
import { closuresOf, type Closure } from './closures.js';
import { effortOf } from './effort.js';
import type { Heard } from './heard-stretch.js';
import type { MouthTrack } from './mouth-track.js';
import { PhoneMouthTrack, visemesFromPhones } from './phone-track.js';
import { Shutter } from './shutter.js';
import type { TimedViseme } from './visemes.js';

/** A piece of speech on a line of time. */
export interface PlacedSound {
  readonly startMs: number;
  readonly durationMs: number;
  readonly loudness: Loudness;
  /** Its phones from its beginning, as far as they are known; they may end before the sound does. */
  readonly phones: readonly TimedPhone[];
  /** The mouth from the sound alone around it, for the part whose phones are not known. */
  readonly heard: () => Heard;
}

/** A stretch whose phones are not known. */
interface Unknown {
  readonly fromMs: number;
  readonly toMs: number;
  readonly sound: PlacedSound;
}

/** How long the last known sound goes on for its neighbours where what follows is not known: no shorter than they look. */
const GOES_ON_MS = 120;
/** Phones that end so close to the end of the sound cover it all: their times are rounded. */
const ROUNDING_MS = 10;

/**
 * The mouth over pieces of speech that may follow each other without a gap: a word may be cut between two of them. Its
 * times are those of the line.
 *
 * @param pieces In ascending order of `startMs`, not overlapping.
 */
export function mouthOver(pieces: readonly PlacedSound[]): MouthTrack {
  const visemes: TimedViseme[] = [];
  const unknown: Unknown[] = [];
  for (const [i, sound] of pieces.entries()) {
    const { startMs, durationMs, phones } = sound;
    const endMs = startMs + durationMs;
    const beforeMs = pieces[i - 1] ? pieceEnd(pieces[i - 1] as PlacedSound) : startMs;
    if (startMs - beforeMs > ROUNDING_MS) visemes.push({ viseme: 'sil', startMs: beforeMs, endMs: startMs });
    const knownMs = startMs + Math.min(phones.at(-1)?.endMs ?? 0, durationMs);
    if (endMs - knownMs > Math.min(ROUNDING_MS, durationMs / 2)) unknown.push({ fromMs: knownMs, toMs: endMs, sound });
    append(visemes, phones, startMs);
  }
  const closures = [...closuresOf(visemes), ...unknown.flatMap(heardClosures)];
  closures.sort((a, b) => a.startMs - b.startMs);
  const effort = effortOf(
    loudnessOver(() => pieces),
    visemes,
  );
  return new Shutter({ shapes: new MixedTrack(visemes, unknown), closures, effort });
}

/** Loudness over a line. @param pieces Those that are on it at the time. */
export function loudnessOver(pieces: () => Iterable<PlacedSound>): Loudness {
  return {
    at(ms) {
      for (const { startMs, durationMs, loudness } of pieces())
        if (ms >= startMs && ms < startMs + durationMs) return loudness.at(ms - startMs);
      return 0;
    },
  };
}

const pieceEnd = ({ startMs, durationMs }: PlacedSound): number => startMs + durationMs;

function append(line: TimedViseme[], phones: readonly TimedPhone[], startMs: number): void {
  for (const viseme of visemesFromPhones(phones)) {
    const next = { ...viseme, startMs: startMs + viseme.startMs, endMs: startMs + viseme.endMs };
    const last = line.at(-1);
    if (last && last.viseme === next.viseme && next.startMs - last.endMs < ROUNDING_MS)
      line[line.length - 1] = { ...last, endMs: next.endMs };
    else line.push(next);
  }
}

function heardClosures({ fromMs, toMs, sound }: Unknown): Closure[] {
  return sound.heard().closures.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
}

/** Shapes by phones where they are known, from the sound alone where they are not. */
class MixedTrack implements MouthTrack {
  readonly #known: PhoneMouthTrack;
  readonly #unknown: readonly Unknown[];

  constructor(visemes: readonly TimedViseme[], unknown: readonly Unknown[]) {
    this.#known = new PhoneMouthTrack(goingOn(visemes, unknown));
    this.#unknown = unknown;
  }

  at(ms: number): MouthShape {
    const unknown = this.#unknown.find(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
    return unknown ? unknown.sound.heard().at(ms) : this.#known.at(ms);
  }
}

/** The sounds beside a stretch that is not known reach into it: there is no silence that the mouth would close for. */
function goingOn(visemes: readonly TimedViseme[], unknown: readonly Unknown[]): TimedViseme[] {
  const borders = (ms: number, at: (stretch: Unknown) => number): boolean =>
    unknown.some((stretch) => Math.abs(at(stretch) - ms) <= ROUNDING_MS);
  return visemes.map(({ viseme, startMs, endMs }) => ({
    viseme,
    startMs: borders(startMs, ({ toMs }) => toMs) ? startMs - GOES_ON_MS : startMs,
    endMs: borders(endMs, ({ fromMs }) => fromMs) ? endMs + GOES_ON_MS : endMs,
  }));
}
