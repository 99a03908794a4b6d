export interface PeerOptions {
  readonly iceServers?: readonly { urls: readonly string[]; username?: string; credential?: string }[];
  /** Uses the relays only, as if every other path was blocked. */
  readonly relayOnly?: boolean;
}

/** One picture the page has shown. */
export interface Shown {
  readonly atMs: number;
  /** Of the sender's clock, 90 kHz. */
  readonly timestamp: number;
}

/** What the browser says of the face it receives. */
export interface FaceStats {
  readonly ssrc: number;
  readonly codec: string;
  readonly framesDecoded: number;
  readonly packetsLost: number;
  readonly freezeCount: number;
  readonly audioPackets: number;
  /** Kinds of the two candidates in use, and the relay's protocol where there is one. */
  readonly pair: { local: string; remote: string; relayProtocol?: string; remoteAddress?: string };
}

/** What lives in the page. */
export interface InPage {
  peer: RTCPeerConnection;
  video: HTMLVideoElement;
  shown: Shown[];
  camera?: { stream: MediaStream; sender: RTCRtpSender };
}

/** Stands in the page, for the functions that are sent there. */
declare function inPage(): InPage;

/** What is used of a browser, whichever library drives it. */
export interface PeerBrowser {
  newPage(): Promise<PeerPage>;
}
export interface PeerPage {
  goto(url: string): Promise<unknown>;
  evaluate<Result, Argument>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result>;
  close(): Promise<unknown>;
}

/** A real browser's peer connection, with nothing around it: the test carries the descriptions. */
export class BrowserPeer {
  readonly page: PeerPage;

  private constructor(page: PeerPage) {
    this.page = page;
  }

  /** @param url A page of this machine, whatever it holds: cameras and loopback need a secure origin. */
  static async open(browser: PeerBrowser, url: string, options: PeerOptions = {}): Promise<BrowserPeer> {
    const page = await browser.newPage();
    await page.goto(url);
    await page.evaluate(({ iceServers = [], relayOnly }) => {
      const peer = new RTCPeerConnection({
        iceServers: iceServers.map((server) => ({ ...server, urls: [...server.urls] })),
        iceTransportPolicy: relayOnly ? 'relay' : 'all',
      });
      const video = document.body.appendChild(document.createElement('video'));
      Object.assign(video, { autoplay: true, playsInline: true });
      const shown: Shown[] = [];
      const look = (atMs: number, frame: VideoFrameCallbackMetadata): void => {
        shown.push({ atMs, timestamp: frame.rtpTimestamp ?? 0 });
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      peer.ontrack = ({ streams: [stream] }) => (video.srcObject = stream ?? null);
      const state: InPage = { peer, video, shown };
      Object.assign(window, { inPage: () => state });
    }, options);
    return new BrowserPeer(page);
  }

  /** @returns The answer, with all candidates inside. */
  answer(sdp: string): Promise<string> {
    return this.page.evaluate(async (offer) => {
      const { peer } = inPage();
      await peer.setRemoteDescription({ type: 'offer', sdp: offer });
      await peer.setLocalDescription();
      while (peer.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20));
      return peer.localDescription!.sdp;
    }, sdp);
  }

  /** @returns An offer of the page's own, with all candidates inside. */
  offer(options: { iceRestart?: boolean } = {}): Promise<string> {
    return this.page.evaluate(async ({ iceRestart }) => {
      const { peer } = inPage();
      if (iceRestart) peer.restartIce();
      await peer.setLocalDescription(await peer.createOffer());
      while (peer.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20));
      return peer.localDescription!.sdp;
    }, options);
  }

  accept(sdp: string): Promise<void> {
    return this.page.evaluate((answer) => inPage().peer.setRemoteDescription({ type: 'answer', sdp: answer }), sdp);
  }

  /**
   * Shows the left half red and the right half blue, moving a little. With `layers`, in a section of its own and in three
   * sizes at once.
   */
  addCamera(how: 'track' | 'transceiver' | 'layers'): Promise<void> {
    return this.page.evaluate((way) => {
      const [width, height] = [960, 540];
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const pen = canvas.getContext('2d')!;
      let step = 0;
      setInterval(() => {
        pen.fillStyle = '#f00';
        pen.fillRect(0, 0, width / 2, height);
        pen.fillStyle = '#00f';
        pen.fillRect(width / 2, 0, width / 2, height);
        pen.fillStyle = '#fff';
        pen.fillRect(width / 2 + ((step++ * 3) % 40), height / 2, 20, 20);
      }, 66);
      const stream = canvas.captureStream(15);
      const [track] = stream.getVideoTracks();
      const { peer } = inPage();
      const layers = [{ rid: 'l', scaleResolutionDownBy: 4 }, { rid: 'm', scaleResolutionDownBy: 2 }, { rid: 'h' }];
      const sender =
        way === 'track'
          ? peer.addTrack(track!, stream)
          : peer.addTransceiver(track!, {
              direction: 'sendonly',
              streams: [stream],
              ...(way === 'layers' && { sendEncodings: layers }),
            }).sender;
      inPage().camera = { stream, sender };
    }, how);
  }

  removeCamera(): Promise<void> {
    return this.page.evaluate(() => {
      const { peer, camera } = inPage();
      camera!.stream.getTracks().forEach((track) => track.stop());
      peer.removeTrack(camera!.sender);
    });
  }

  /** Some builds leave patented codecs out. @param name As `video/…`. */
  knows(name: string): Promise<boolean> {
    return this.page.evaluate((wanted) => {
      const both = [RTCRtpSender.getCapabilities('video'), RTCRtpReceiver.getCapabilities('video')];
      return both.every((all) => all?.codecs.some(({ mimeType }) => mimeType === `video/${wanted}`));
    }, name);
  }

  /** Puts the codec first in what the page wants to see. @param name As `video/…`. */
  preferCodec(name: string): Promise<void> {
    return this.page.evaluate((wanted) => {
      const codecs = RTCRtpReceiver.getCapabilities('video')!.codecs;
      const first = codecs.filter(({ mimeType }) => mimeType === `video/${wanted}`);
      const [face] = inPage().peer.getTransceivers();
      face!.setCodecPreferences([...first, ...codecs.filter((codec) => !first.includes(codec))]);
    }, name);
  }

  /** The bitrate the browser aims at for its camera; 0 while it sends none. */
  cameraTargetBps(): Promise<number> {
    return this.page.evaluate(async () => {
      const all = [...((await inPage().peer.getStats()) as unknown as Map<string, Record<string, unknown>>).values()];
      // Sections that were used before are still listed.
      const sending = all.filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video');
      return Math.max(0, ...sending.map((entry) => Number(entry['targetBitrate'] ?? 0)));
    });
  }

  connectionState(): Promise<RTCPeerConnectionState> {
    return this.page.evaluate(() => inPage().peer.connectionState);
  }

  shown(): Promise<Shown[]> {
    return this.page.evaluate(() => inPage().shown);
  }

  /** Waits until `count` more pictures were shown. @returns Those, and the one before. */
  async moreShown(count: number): Promise<Shown[]> {
    const from = (await this.shown()).length;
    const enough = await this.page.evaluate(async (total) => {
      const start = performance.now();
      while (inPage().shown.length < total) {
        if (performance.now() - start > 60_000) return false;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return true;
    }, from + count);
    const shown = await this.shown();
    if (!enough)
      throw new Error(
        `only ${shown.length - from} of ${count} pictures in 60 s; connection ${await this.connectionState()}, ` +
          JSON.stringify(await this.faceStats()),
      );
    return shown.slice(Math.max(0, from - 1));
  }

  faceStats(): Promise<FaceStats> {
    return this.page.evaluate(async () => {
      type Entry = Record<string, string> & { type: string; kind?: string };
      const report = (await inPage().peer.getStats()) as unknown as Map<string, Entry>;
      const all = [...report.values()];
      const inbound = (kind: string) => all.find((entry) => entry.type === 'inbound-rtp' && entry.kind === kind);
      const face = inbound('video');
      const transport = all.find(({ type }) => type === 'transport');
      const pair = report.get(transport?.['selectedCandidatePairId'] ?? '');
      const [local, remote] = ['localCandidateId', 'remoteCandidateId'].map((id) => report.get(pair?.[id] ?? ''));
      return {
        ssrc: Number(face?.['ssrc']),
        codec: report.get(face?.['codecId'] ?? '')?.['mimeType'] ?? '',
        framesDecoded: Number(face?.['framesDecoded'] ?? 0),
        packetsLost: Number(face?.['packetsLost'] ?? 0),
        freezeCount: Number(face?.['freezeCount'] ?? 0),
        audioPackets: Number(inbound('audio')?.['packetsReceived'] ?? 0),
        pair: {
          local: local?.['candidateType'] ?? '',
          remote: remote?.['candidateType'] ?? '',
          relayProtocol: local?.['relayProtocol'],
          remoteAddress: remote?.['address'],
        },
      };
    });
  }
}
