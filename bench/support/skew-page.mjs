/* global window, document, RTCPeerConnection, AudioContext, AudioWorkletNode -- what runs in the page has these */
// Functions that run in the page of the benchmark of lips against sound.

/** Runs in the page. @returns The answer with all candidates, when the page is ready for the first frame. */
export async function answerOffer(sdp) {
  const peer = new RTCPeerConnection();
  document.body.innerHTML = '<video autoplay playsinline width="256" height="256"></video>';
  const video = document.querySelector('video');
  window.peer = peer;
  window.firstPicture = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  peer.ontrack = ({ streams }) => (video.srcObject = streams[0]);
  await peer.setRemoteDescription({ type: 'offer', sdp });
  await peer.setLocalDescription();
  await new Promise((resolve) => {
    const look = () => peer.iceGatheringState === 'complete' && resolve();
    peer.onicegatheringstatechange = look;
    look();
  });
  return peer.localDescription.sdp;
}

/** Runs in the page: records when the frame turns white, and when a beep begins, both on the page's clock. */
export async function watchFlashAndBeep() {
  await window.firstPicture;
  const video = document.querySelector('video');
  const context = new AudioContext();
  const code = `registerProcessor('onsets', class extends AudioWorkletProcessor {
    quiet = 0;
    process([[samples]]) {
      (samples ?? []).forEach((sample, i) => {
        if (Math.abs(sample) < 0.05) this.quiet++;
        else {
          if (this.quiet > sampleRate / 5) this.port.postMessage(currentTime + i / sampleRate);
          this.quiet = 0;
        }
      });
      return true;
    }
  });`;
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  let flashes = [];
  let beeps = [];
  let estimates = [];
  const node = new AudioWorkletNode(context, 'onsets', { numberOfOutputs: 0 });
  node.port.onmessage = ({ data: onset }) => {
    // The instant at which the output device plays the samples that are computed now.
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    beeps.push(performanceTime + 1000 * (onset - contextTime));
  };
  context.createMediaStreamSource(video.srcObject).connect(node);

  const pen = Object.assign(document.createElement('canvas'), { width: 4, height: 4 }).getContext('2d', {
    willReadFrequently: true,
  });
  let white = false;
  const look = (_, { expectedDisplayTime }) => {
    pen.drawImage(video, 0, 0, 4, 4);
    const bright = pen.getImageData(1, 1, 1, 1).data[1] > 140;
    if (bright && !white) flashes.push(expectedDisplayTime);
    white = bright;
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);

  setInterval(async () => {
    const entries = [...(await window.peer.getStats()).values()].filter(({ type }) => type === 'inbound-rtp');
    const [audio, seen] = ['audio', 'video'].map((kind) => entries.find((entry) => entry.kind === kind));
    // Both are on the sender's clock: at one instant the track that lags has the smaller value.
    estimates.push([window.performance.now(), audio.estimatedPlayoutTimestamp - seen.estimatedPlayoutTimestamp]);
  }, 1000);

  window.skew = {
    clear: () => {
      flashes = [];
      beeps = [];
      estimates = [];
    },
    results: () => ({
      flashes,
      beeps,
      estimates,
      outputLatencyMs: 1000 * (context.currentTime - context.getOutputTimestamp().contextTime),
    }),
  };
}
