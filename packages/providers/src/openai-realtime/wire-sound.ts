/** Reads the sound of one reply, in lumps that may end in the middle of a sample. */
export class WireSound {
  #odd: Uint8Array = new Uint8Array(0);

  /** @param base64 PCM16, little-endian. What is no base64 is passed over. @returns Samples that the caller owns. */
  read(base64: string): Int16Array {
    const bytes = Buffer.concat([this.#odd, Buffer.from(base64, 'base64')]);
    const samples = new Int16Array(bytes.length >> 1);
    for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(2 * i);
    this.#odd = bytes.subarray(2 * samples.length);
    return samples;
  }
}
