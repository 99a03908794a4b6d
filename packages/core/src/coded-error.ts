import type { ThrownCode } from './errors.js';

/** An error with a code from the table in `errors.ts`. Branch on `code`; `message` is for people. */
export class CodedError extends Error {
  readonly code: ThrownCode;

  constructor(code: ThrownCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
  }
}
