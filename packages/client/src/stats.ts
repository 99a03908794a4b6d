/** Figures of how picture and sound arrive right now. A figure is absent where the browser does not report it. */
export interface ConnectionStats {
  roundTripMs?: number;
  /** `host`, `srflx`, `prflx` or `relay` (RFC 8445 §5.1.1). */
  localCandidateType?: string;
  videoCodec?: string;
  framesPerSecond?: number;
  framesDecoded?: number;
  freezeCount?: number;
  frameWidth?: number;
  frameHeight?: number;
  packetsLost?: number;
  packetsReceived?: number;
  audioJitterBufferMs?: number;
  videoJitterBufferMs?: number;
  bytesReceived?: number;
  /** How much later the picture is shown than its sound is heard; negative when earlier. */
  videoBehindAudioMs?: number;
  /** Energy of the sound received so far, 0 while all of it was silence (W3C webrtc-stats, totalAudioEnergy). */
  totalAudioEnergy?: number;
}

type Entry = Record<string, unknown> & { id: string; type: string };

/**
 * Picks the figures of {@link ConnectionStats} out of a report of `getStats()`.
 * @see W3C "Identifiers for WebRTC's Statistics API"
 */
export function summarise(report: Iterable<readonly [string, unknown]>): ConnectionStats {
  const entries = new Map([...report] as [string, Entry][]);
  const inbound = (kind: string): Entry =>
    [...entries.values()].find((entry) => entry.type === 'inbound-rtp' && entry['kind'] === kind) ?? {
      id: '',
      type: '',
    };
  const video = inbound('video');
  const audio = inbound('audio');
  const pair = selectedPair(entries);
  const roundTripS = number(pair?.['currentRoundTripTime']);
  return withoutAbsent({
    roundTripMs: roundTripS === undefined ? undefined : roundTripS * 1000,
    localCandidateType: string(lookUp(entries, pair?.['localCandidateId'])?.['candidateType']),
    videoCodec: string(lookUp(entries, video['codecId'])?.['mimeType'])?.replace(/^video\//, ''),
    framesPerSecond: number(video['framesPerSecond']),
    framesDecoded: number(video['framesDecoded']),
    freezeCount: number(video['freezeCount']),
    frameWidth: number(video['frameWidth']),
    frameHeight: number(video['frameHeight']),
    packetsLost: sum(video['packetsLost'], audio['packetsLost']),
    packetsReceived: sum(video['packetsReceived'], audio['packetsReceived']),
    audioJitterBufferMs: meanDelayMs(audio),
    videoJitterBufferMs: meanDelayMs(video),
    bytesReceived: sum(video['bytesReceived'], audio['bytesReceived']),
    videoBehindAudioMs: difference(audio['estimatedPlayoutTimestamp'], video['estimatedPlayoutTimestamp']),
    totalAudioEnergy: number(audio['totalAudioEnergy']),
  });
}

function selectedPair(entries: Map<string, Entry>): Entry | undefined {
  const transport = [...entries.values()].find((entry) => entry.type === 'transport');
  const named = lookUp(entries, transport?.['selectedCandidatePairId']);
  return named ?? [...entries.values()].find((entry) => entry.type === 'candidate-pair' && entry['nominated'] === true);
}

/** Mean time a sample or picture has waited in the jitter buffer since the start. */
function meanDelayMs(entry: Entry): number | undefined {
  const delayS = number(entry['jitterBufferDelay']);
  const emitted = number(entry['jitterBufferEmittedCount']);
  return delayS === undefined || !emitted ? undefined : (delayS / emitted) * 1000;
}

const lookUp = (entries: Map<string, Entry>, id: unknown): Entry | undefined =>
  typeof id === 'string' ? entries.get(id) : undefined;

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function sum(a: unknown, b: unknown): number | undefined {
  const [x, y] = [number(a), number(b)];
  return x === undefined && y === undefined ? undefined : (x ?? 0) + (y ?? 0);
}

/** Playout timestamps count media time: at one instant, the track that lags shows the smaller one. */
function difference(a: unknown, b: unknown): number | undefined {
  const [x, y] = [number(a), number(b)];
  return x === undefined || y === undefined ? undefined : x - y;
}

const withoutAbsent = (stats: ConnectionStats): ConnectionStats =>
  Object.fromEntries(Object.entries(stats).filter(([, value]) => value !== undefined));
