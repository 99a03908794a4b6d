/**
 * Every member of `T`, including the optional ones. A wrapper that `implements Complete<Port>` no longer compiles when
 * the port receives another member, so that a wrapper never hides one.
 */
export type Complete<T> = { [K in keyof Required<T>]: T[K] };
