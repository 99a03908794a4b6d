import type { Logger } from '@visavis/core';
import type { MediaClock, Ticking } from '../clock/media-clock.js';
import { BitrateController, NARROW_BPS } from '../congestion/bitrate-controller.js';
import { LossMeter, type Loss } from '../congestion/loss-meter.js';
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
/** Sound on a link that carries less video than {@link NARROW_BPS}. */
const NARROW_AUDIO_BPS = 16_000;
/** A keyframe may wait for so long in the queue of a narrow link. */
const QUEUE_MS = 200;
/** Behind a full queue a packet that is sent at once is lost, and one that is sent so much later arrives no later. */
const DRAIN_MS = 150;
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
  readonly #loss = new LossMeter();
  #codec: VideoCodec | undefined;
  #connected = false;
  /** Whether the viewer receives video. */
  #receivesVideo = false;
  #repeatKeyFrameAtMs = Infinity;
  #appliedBps = 0;
  /** On a narrow link another keyframe before this time would only delay the last. */
  #keyFrameArrivesMs = -Infinity;
  #rttMs = INITIAL_RTT_MS;
  /** Ticks of media time at which video frames are sent: even or odd ones. */
  #phaseMs = 0;

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
      const nowMs = this.#clock.nowMs();
      this.#sent.add(packet.length, nowMs);
      this.#loss.sent(nowMs);
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
    this.#videoSender.giveUp();
  }

  tick(mediaMs: number): void {
    const videoTick = mediaMs % VIDEO_FRAME_MS === this.#phaseMs;
    const samples = this.#playout.advance(videoTick);
    if (!this.#connected) return;
    this.#audioSender.sendFrame(samples, mediaMs);
    if (videoTick) this.#repeatFirstKeyFrame(mediaMs);
    if (videoTick) this.#sendVideoFrame(mediaMs);
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
    const nowMs = this.#clock.nowMs();
    if (!this.#codec) return;
    const frame = this.#video.nextFrame();
    if (!frame) return;
    if (frame.keyFrame && this.#bitrate.limited)
      this.#keyFrameArrivesMs = nowMs + (8000 * frame.data.length) / this.#bitrate.paceBps + this.#rttMs + QUEUE_MS;
    if (!this.#videoSender.sendFrame(frame, mediaMs, nowMs)) this.#video.requestKeyFrame();
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
        this.#onMissing(this.#loss.requested(feedback.sequences, nowMs), nowMs);
        this.#videoSender.repair(feedback.sequences, {
          nowMs,
          rttMs: this.#rttMs,
          bitrateBps: this.#bitrate.targetBps,
        });
        break;
      case 'keyframe-request':
        if (feedback.ssrc === ssrc && nowMs >= this.#keyFrameArrivesMs) this.#video.requestKeyFrame();
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
    this.#loss.reported(fractionLost);
    if (!this.#onMissing({ share: fractionLost, since: fractionLost }, nowMs))
      this.#bitrate.onLoss(fractionLost, this.#sent.bitrateBps(nowMs), nowMs);
    this.#applyBitrate();
  }

  /**
   * Where a link has become narrower at once, a keyframe at the new rate arrives before repairs of the old pictures would.
   *
   * @returns Whether it has.
   */
  #onMissing(loss: Loss, nowMs: number): boolean {
    if (!this.#bitrate.onMissing(loss, this.#sent.bitrateBps(nowMs), nowMs)) return false;
    this.#applyBitrate();
    this.#videoSender.giveUp();
    this.#videoSender.holdUntil(nowMs + DRAIN_MS);
    this.#video.requestKeyFrame();
    return true;
  }

  #applyBitrate(): void {
    const { targetBps, paceBps } = this.#bitrate;
    this.#videoSender.setPace(paceBps);
    if (Math.abs(targetBps - this.#appliedBps) < WORTH_APPLYING * this.#appliedBps) return;
    this.#appliedBps = targetBps;
    this.#logger.debug('video bitrate', { targetBps });
    this.#video.setBitrate(targetBps);
    this.#audioSender.setBitrate(targetBps < NARROW_BPS ? NARROW_AUDIO_BPS : AUDIO_BITRATE_BPS);
  }
}
