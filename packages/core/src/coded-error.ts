import { ERRORS, type ThrownCode } from './errors.js';

/** An error with a code from the table in `errors.ts`. Branch on `code`; `message` is for people. */
export class CodedError extends Error {
  readonly code: ThrownCode;

  /** @param message More exact than the sentence of the table, which is the default. */
  constructor(code: ThrownCode, message: string = ERRORS[code].sentence, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
  }
}
