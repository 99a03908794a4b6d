/**
 * Every member of `T`, the optional ones too. A wrapper that `implements Complete<Port>` does not compile any more when the
 * port gets a member, so that none is lost on the way.
 */
export type Complete<T> = { [K in keyof Required<T>]: T[K] };
