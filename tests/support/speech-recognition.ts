/**
 * Gives a page a speech recognition that follows a script: each time it hears a sound in the track that it is started with, it
 * recognises the same words, one after the other, and all of them once it is quiet again. An event `recognition-fails` of the
 * window ends it with the error in `detail`. To be run in the page, before its own scripts.
 */
export function putSpeechRecognition(words: string): void {
  /** Well above a silent microphone, and below a voice. */
  const HEARD = 0.01;
  const LOOK_MS = 100;
  const QUIET_LOOKS = 8;

  class ScriptedRecognition {
    onstart: (() => void) | null = null;
    onresult: ((event: object) => void) | null = null;
    onerror: ((event: object) => void) | null = null;
    onend: (() => void) | null = null;
    readonly #results: { isFinal: boolean; 0: { transcript: string; confidence: number } }[] = [];
    #context: AudioContext | undefined;
    #timer: ReturnType<typeof setInterval> | undefined;
    readonly #fail = (event: Event) => this.#ends((event as CustomEvent<string>).detail);

    start(track: MediaStreamTrack): void {
      const context = new AudioContext();
      const analyser = new AnalyserNode(context);
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      const sound = new Float32Array(analyser.fftSize);
      let loud = 0;
      let quiet = 0;
      this.#context = context;
      this.#timer = setInterval(() => {
        analyser.getFloatTimeDomainData(sound);
        if (sound.some((sample) => Math.abs(sample) > HEARD)) [loud, quiet] = [loud + 1, 0];
        else if (loud > 0) quiet++;
        if (loud === 0) return;
        const known = words.split(' ').slice(0, loud).join(' ');
        this.#recognises(quiet > QUIET_LOOKS ? words : known, quiet > QUIET_LOOKS);
        if (quiet > QUIET_LOOKS) [loud, quiet] = [0, 0];
      }, LOOK_MS);
      window.addEventListener('recognition-fails', this.#fail);
      setTimeout(() => this.onstart?.());
    }

    abort(): void {
      this.#ends('aborted');
    }

    #recognises(transcript: string, isFinal: boolean): void {
      if (this.#results.at(-1)?.isFinal === false) this.#results.pop();
      this.#results.push({ isFinal, 0: { transcript, confidence: 0.9 } });
      this.onresult?.({ resultIndex: this.#results.length - 1, results: this.#results });
    }

    #ends(error: string): void {
      clearInterval(this.#timer);
      window.removeEventListener('recognition-fails', this.#fail);
      void this.#context?.close();
      this.onerror?.({ error });
      this.onend?.();
    }
  }
  Object.assign(window, { SpeechRecognition: ScriptedRecognition, webkitSpeechRecognition: ScriptedRecognition });
}
