import type { Logger } from '@visavis/core';
import type { MediaClock, Ticking } from '../clock/media-clock.js';
import { BitrateController } from '../congestion/bitrate-controller.js';
import type { Playout } from '../playout/playout.js';
import {
  AUDIO_BITRATE_BPS,
  AUDIO_FRAME_MS,
  VIDEO_FRAME_MS,
  type MediaCodecs,
  type VideoCodec,
  type VideoSource,
} from '../ports.js';
import type { Feedback, ReceptionReport } from '../rtcp/parse.js';
import type { LocalMedia } from '../sdp/local-media.js';
import type { Negotiated } from '../sdp/negotiate.js';
import { AudioSender } from './audio-sender.js';
import { RateMeter } from './rate-meter.js';
import { Reporter } from './reporter.js';
import { VideoSender } from './video-sender.js';

/**
 * A face at 512×512 gains little above the maximum and is still recognisable at the minimum; most networks carry the
 * start at once.
 */
const LIMITS = { minBps: 24_000, startBps: 500_000, maxBps: 800_000 };
/** Round trip assumed before the first report, ms. */
const INITIAL_RTT_MS = 100;
/**
 * A viewer whose keys are ready a moment after ours drops the first packets, and requests a keyframe only after 200 ms
 * (libwebrtc's wait). Sending the keyframe again before that costs one keyframe.
 */
const REPEAT_FIRST_KEYFRAME_MS = 100;
/** On a link that carries less video than this, sound takes half of its usual bits: still well understood. */
const NARROW_BPS = 60_000;
const NARROW_AUDIO_BPS = 16_000;
/** Changes of the bitrate below this share are not applied. */
const WORTH_APPLYING = 0.05;

/**
 * The packets of a session, apart from its connection: at every tick of the media clock one audio packet, at every
 * second one a video frame. The stream goes on through a change of connection.
 */
export class MediaStream implements Ticking {
  readonly #clock: MediaClock;
  readonly #video: VideoSource;
  readonly #playout: Playout;
  readonly #logger: Logger;
  readonly #videoSender: VideoSender;
  readonly #audioSender: AudioSender;
  readonly #reporter: Reporter;
  readonly #bitrate = new BitrateController(LIMITS);
  readonly #sent = new RateMeter();
  #codec: VideoCodec | undefined;
  #connected = false;
  /** Whether the viewer receives video. */
  #receivesVideo = false;
  #repeatKeyFrameAtMs = Infinity;
  #appliedBps = 0;
  #rttMs = INITIAL_RTT_MS;
  /** Ticks of media time at which video frames are sent: even or odd ones. */
  #phaseMs = 0;
  /** Media time of the latest video frame. */
  #videoMs = -Infinity;

  constructor(options: {
    clock: MediaClock;
    createAudioEncoder: MediaCodecs['createAudioEncoder'];
    media: LocalMedia;
    video: VideoSource;
    playout: Playout;
    logger: Logger;
    send: (packet: Buffer) => void;
  }) {
    const { clock, media, send } = options;
    this.#clock = clock;
    this.#video = options.video;
    this.#playout = options.playout;
    this.#logger = options.logger;
    this.#videoSender = new VideoSender(media, (packet) => {
      this.#sent.add(packet.length, this.#clock.nowMs());
      send(packet);
    });
    this.#audioSender = new AudioSender(media.audioSsrc, options.createAudioEncoder, send);
    this.#reporter = new Reporter({
      streams: [this.#videoSender.stream, this.#audioSender.stream],
      cname: media.cname,
      wallMs: (mediaMs) => clock.wallMs(mediaMs),
      send,
    });
  }

  get stats(): VideoSender['stats'] & { targetBps: number; sentBps: number; rttMs: number } {
    const sentBps = this.#sent.bitrateBps(this.#clock.nowMs());
    return { ...this.#videoSender.stats, targetBps: this.#bitrate.targetBps, sentBps, rttMs: this.#rttMs };
  }

  negotiate({ video, audio }: Negotiated): void {
    this.#videoSender.negotiate(video);
    this.#audioSender.negotiate(audio?.payloadType);
    const resumed = video !== undefined && !this.#receivesVideo;
    this.#receivesVideo = video !== undefined;
    if (resumed) this.#video.requestKeyFrame();
    if (!video || video.codec === this.#codec) return;
    this.#codec = video.codec;
    this.#video.start(video.codec);
    this.#applyBitrate();
  }

  /** Called when the transport carries packets: the first video frame leaves at once. */
  connect(): void {
    const nowMs = this.#clock.nowMs();
    this.#connected = true;
    this.#phaseMs = (Math.ceil(nowMs / AUDIO_FRAME_MS + 1) * AUDIO_FRAME_MS) % VIDEO_FRAME_MS;
    this.#video.requestKeyFrame();
    this.#sendVideoFrame(nowMs);
    this.#repeatKeyFrameAtMs = nowMs + REPEAT_FIRST_KEYFRAME_MS;
    this.#reporter.connected(nowMs);
    this.#reporter.run(nowMs);
  }

  disconnect(): void {
    this.#connected = false;
    this.#videoSender.close();
  }

  tick(mediaMs: number): void {
    const videoTick = mediaMs % VIDEO_FRAME_MS === this.#phaseMs;
    const samples = this.#playout.advance(videoTick);
    if (!this.#connected) return;
    this.#audioSender.sendFrame(samples, mediaMs);
    if (videoTick) {
      this.#repeatFirstKeyFrame(mediaMs);
      this.#sendVideoFrame(mediaMs);
    } else if (this.#codec) this.#video.lookAhead();
    this.#reporter.run(this.#clock.nowMs());
  }

  step(): boolean {
    return this.#connected && this.#videoSender.run(this.#clock.nowMs());
  }

  /** Handles the viewer's feedback on the packets it receives. */
  receive(all: readonly Feedback[]): void {
    for (const feedback of all) this.#onFeedback(feedback);
    if (this.#videoSender.waiting) this.#clock.requestSteps();
  }

  close(): void {
    if (this.#connected) this.#reporter.sayGoodbye();
    this.disconnect();
    this.#audioSender.close();
  }

  #repeatFirstKeyFrame(mediaMs: number): void {
    if (mediaMs < this.#repeatKeyFrameAtMs) return;
    this.#repeatKeyFrameAtMs = Infinity;
    this.#video.requestKeyFrame();
  }

  #sendVideoFrame(mediaMs: number): void {
    // A tick that comes late may be older than the frame that was sent when the connection began.
    if (!this.#codec || mediaMs <= this.#videoMs) return;
    this.#videoMs = mediaMs;
    const frame = this.#video.nextFrame();
    if (!frame) return;
    if (!this.#videoSender.sendFrame(frame, mediaMs, this.#clock.nowMs())) this.#video.requestKeyFrame();
    if (this.#videoSender.waiting) this.#clock.requestSteps();
  }

  #onFeedback(feedback: Feedback): void {
    const nowMs = this.#clock.nowMs();
    this.#bitrate.setMost(this.#video.mostBps ?? LIMITS.maxBps);
    const { ssrc } = this.#videoSender.stream;
    switch (feedback.kind) {
      case 'reception':
        if (feedback.report.ssrc === ssrc) this.#onReport(feedback.report, nowMs);
        break;
      case 'nack':
        if (feedback.ssrc !== ssrc) break;
        this.#videoSender.repair(feedback.sequences, {
          nowMs,
          rttMs: this.#rttMs,
          bitrateBps: this.#bitrate.targetBps,
        });
        break;
      case 'keyframe-request':
        if (feedback.ssrc === ssrc) this.#video.requestKeyFrame();
        break;
      case 'bitrate-estimate':
        this.#bitrate.onEstimate(feedback.bitrateBps, this.#sent.bitrateBps(nowMs), nowMs);
        this.#applyBitrate();
        break;
      case 'sender-report':
        // It is the report of a camera; the session passes it to the camera's receiver.
        break;
    }
  }

  #onReport(report: ReceptionReport, nowMs: number): void {
    const { lastSenderReport, delaySinceLastSenderReport, fractionLost } = report;
    const rttMs = this.#reporter.roundTripMs(lastSenderReport, delaySinceLastSenderReport, nowMs);
    if (rttMs !== undefined) {
      this.#rttMs = rttMs;
      this.#bitrate.onRoundTrip(rttMs, this.#sent.bitrateBps(nowMs), nowMs);
    }
    this.#bitrate.onLoss(fractionLost, nowMs);
    this.#applyBitrate();
  }

  #applyBitrate(): void {
    const { targetBps } = this.#bitrate;
    if (Math.abs(targetBps - this.#appliedBps) < WORTH_APPLYING * this.#appliedBps) return;
    this.#appliedBps = targetBps;
    this.#logger.debug('video bitrate', { targetBps });
    this.#video.setBitrate(targetBps);
    this.#videoSender.setBitrate(targetBps);
    this.#audioSender.setBitrate(targetBps < NARROW_BPS ? NARROW_AUDIO_BPS : AUDIO_BITRATE_BPS);
  }
}
