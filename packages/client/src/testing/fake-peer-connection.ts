/** The signalling half of an RTCPeerConnection (W3C WebRTC §4.3.1), enough for the order of things to matter. */
export class FakePeerConnection {
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  currentRemoteDescription: RTCSessionDescriptionInit | null = null;
  ontrack: ((event: { streams: MediaStream[]; track: MediaStreamTrack }) => void) | null = null;
  onicecandidate: ((event: { candidate: RTCIceCandidate | null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  onnegotiationneeded: (() => void) | null = null;
  readonly candidates: RTCIceCandidateInit[] = [];
  restarts = 0;
  closed = false;
  /** Packets that `getStats` reports as received. */
  received = 0;
  /** Kinds of the transceivers that were added. */
  readonly transceivers: string[] = [];

  constructor(readonly configuration: RTCConfiguration) {}

  reconfigured: RTCConfiguration | undefined;
  /** Tracks that are sent. */
  readonly senders: { track: MediaStreamTrack | null; replaceTrack(track: MediaStreamTrack | null): Promise<void> }[] =
    [];

  setConfiguration(configuration: RTCConfiguration): void {
    this.reconfigured = configuration;
  }

  addTrack(track: MediaStreamTrack): FakePeerConnection['senders'][number] {
    const sender = {
      track: track as MediaStreamTrack | null,
      replaceTrack: async (next: MediaStreamTrack | null) => void (sender.track = next),
    };
    this.senders.push(sender);
    if (this.signalingState === 'stable') this.onnegotiationneeded?.();
    return sender;
  }

  addTransceiver(kind: string): void {
    this.transceivers.push(kind);
    this.onnegotiationneeded?.();
  }

  removeTrack(sender: FakePeerConnection['senders'][number]): void {
    sender.track = null;
    this.onnegotiationneeded?.();
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.sdp === 'bad') throw new Error('cannot parse');
    // An offer over a pending offer of ours rolls ours back (RFC 8829 §4.1.8.2).
    this.remoteDescription = description;
    this.currentRemoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
  }

  async createAnswer(): Promise<RTCSessionDescriptionInit> {
    return { type: 'answer', sdp: `answer to ${this.remoteDescription?.sdp}` };
  }

  async createOffer(): Promise<RTCSessionDescriptionInit> {
    return { type: 'offer', sdp: `offer ${this.restarts}` };
  }

  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.type === 'rollback') {
      this.signalingState = 'stable';
      return this.onnegotiationneeded?.();
    }
    this.localDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!this.remoteDescription) throw new Error('no remote description');
    this.candidates.push(candidate);
  }

  restartIce(): void {
    this.restarts++;
    this.onnegotiationneeded?.();
  }

  async getStats(): Promise<Map<string, unknown>> {
    return new Map([['in', { id: 'in', type: 'inbound-rtp', packetsReceived: this.received }]]);
  }

  close(): void {
    this.closed = true;
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}
