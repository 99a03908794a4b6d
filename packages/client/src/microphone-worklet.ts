/**
 * Runs on the browser's audio thread and hands blocks of samples to the page. A file of its own, importing nothing,
 * because `audioWorklet.addModule` loads it by address: that needs no exception in a strict Content-Security-Policy.
 * Rate conversion is left to the page, where it can be tested.
 */

// The DOM library of TypeScript does not describe AudioWorkletGlobalScope (W3C Web Audio API §1.32).
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare const sampleRate: number;

class MicrophoneProcessor extends AudioWorkletProcessor {
  /** 10 ms: rendering comes in quanta of 128 samples, too many messages if each were posted. */
  #block = new Float32Array(sampleRate / 100);
  #filled = 0;

  /** @param inputs First input, first channel: one render quantum of the microphone, absent while it is not connected. */
  process(inputs: Float32Array[][]): boolean {
    const samples = inputs[0]?.[0];
    for (let at = 0; samples && at < samples.length;) {
      const part = samples.subarray(at, at + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#block.length) this.#post();
    }
    return true;
  }

  #post(): void {
    const full = this.#block;
    this.#block = new Float32Array(full.length);
    this.#filled = 0;
    this.port.postMessage(full, [full.buffer]);
  }
}

registerProcessor('visavis-microphone', MicrophoneProcessor);

export {};
