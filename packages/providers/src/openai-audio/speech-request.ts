/** What is to be said, and how. */
export interface SpeechRequest {
  readonly text: string;
  readonly voice: string;
  readonly model: string;
  /** The format asked for. */
  readonly format: 'wav' | 'pcm';
  /** How it is to be spoken, in words, for models that follow them. */
  readonly instructions?: string | undefined;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** A request for the sound alone. */
export function speechRequest(request: SpeechRequest): RequestInit {
  const { format, instructions } = request;
  const body = { ...common(request), response_format: format, ...(instructions && { instructions }) };
  return { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** A request for the sound with the times of its words, as Kokoro-FastAPI takes it. */
export function captionedRequest(request: SpeechRequest): RequestInit {
  const body = { ...common(request), response_format: 'pcm', stream: true, return_timestamps: true };
  return { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) };
}

function common({ text, voice, model }: SpeechRequest): object {
  return { model, input: text, voice };
}
