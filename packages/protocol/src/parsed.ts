import type { WarningCode } from '@visavis/core';

/** Bad input is an ordinary value: the caller decides whether to answer, to count or to close. `detail` never quotes the input. */
export type Parsed<T> =
  | { readonly ok: true; readonly message: T }
  | { readonly ok: false; readonly code: WarningCode; readonly detail: string };
